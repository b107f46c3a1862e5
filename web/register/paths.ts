import type { FieldPage } from '../../domain/register/fields';

/** The last part of the address of each of the four pages. */
const parts: Readonly<Record<FieldPage, string>> = { person: '', background: '/background', programme: '/programme', ending: '/ending' };
export const fieldPageNames = Object.keys(parts) as readonly FieldPage[];

/** Where the pages of the register are. */
export const registerPaths = {
  overview: '/register',
  download: '/register/download',
  import: '/register/import',
  importPreview: (id: string) => `/register/import/${id}`,
  newParticipation: '/register/new',
  /** The report about a year; for the directorate that of one municipality, by its code. */
  report: (year: number, code?: string) => `/register/reports/${year}${code === undefined ? '' : `?municipality=${code}`}`,
  /** Where the directorate asks to see people, and one of them. */
  oversight: '/register/oversight',
  overseen: (id: string) => `/register/oversight/${id}`,
  participation: (id: string, page: FieldPage = 'person') => `/register/participations/${id}${parts[page]}`,
  /** Where the fields of a participation save themselves, and those of one entry of its programme. */
  save: (id: string) => `/register/participations/${id}/save`,
  saveEntry: (id: string, entryId: string) => `/register/participations/${id}/entries/${entryId}/save`,
} as const;
