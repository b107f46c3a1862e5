/** Where the engines of this run are. */
export type Engines = Readonly<{ folder: string; ownerUrl: string; temporalAddress: string; temporalBinary: string; bundle: string }>;

export function engines(): Engines {
  const text = process.env['FRIST_TEST_ENGINES'];
  if (!text) throw new Error('The engines are started by the global set-up of jest.');
  return JSON.parse(text) as Engines;
}
