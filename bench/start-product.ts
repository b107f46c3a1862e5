import { run } from '../tools/start/run';

/** `npm start` with a data folder of one's own: `node dist/bench/start-product.js <folder>`. */
void run({ mode: 'live', folder: process.argv[2] ?? '', print: (line) => console.log(line) }).then((code) => process.exit(code));
