import { Router } from 'express';
import type { AppOptions } from '../api/core/app';
import { assetsRouter } from './core/assets';

/** The pages for people. */
export const pages: NonNullable<AppOptions['pages']> = () => ({ assets: assetsRouter(), router: Router(), showProblem: () => false });
