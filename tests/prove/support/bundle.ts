import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { engines } from '../../support/engines';

/**
 * Bundles the product's stories with one of their modules replaced.
 * @param name of the file that is written
 * @param module of `workflows/core`, without its ending
 * @returns the file of the bundle
 */
export async function bundleWith(name: string, module: string, replacement: string): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: path.resolve(__dirname, '../../../workflows/index.ts'),
    logger: new DefaultLogger('ERROR', () => undefined),
    webpackConfigHook: (config) => ({
      ...config,
      resolve: {
        ...config.resolve,
        alias: Object.assign({}, config.resolve?.alias, { [`../core/${module}`]: replacement, [`./${module}`]: replacement }),
      },
    }),
  });
  if (!code.includes(path.basename(replacement, '.ts'))) throw new Error(`${replacement} is not in the bundle`);
  const file = path.join(engines().folder, name);
  writeFileSync(file, code);
  return file;
}
