/** Compiles as always, but reads one file with the fault of `FRIST_PLANTED` in it. */
const { createHash } = require('node:crypto');
const path = require('node:path');
const swc = require('@swc/jest');

const root = path.resolve(__dirname, '../../..');

module.exports = {
  createTransformer(options) {
    const usual = (swc.default ?? swc).createTransformer(options);
    const fault = JSON.parse(process.env.FRIST_PLANTED ?? 'null');
    const planted = (file) => fault !== null && path.relative(root, file) === fault.file;
    const faulty = (source, file) => (planted(file) ? source.replace(fault.from, () => fault.to) : source);
    return {
      ...usual,
      process: (source, file, more) => usual.process(faulty(source, file), file, more),
      getCacheKey: (source, file, more) => {
        const key = usual.getCacheKey(source, file, more);
        return planted(file) ? createHash('sha256').update(key).update(process.env.FRIST_PLANTED).digest('hex') : key;
      },
    };
  },
};
