import type { Role } from '../../domain/core/actors';
import type { Language } from '../../db/core/people';
import { demoIdentities } from '../../api/core/demo';

/** The member regions (`domain.md` 2.1). */
export const regions = [
  ['nordjylland', 'Region Nordjylland'],
  ['midtjylland', 'Region Midtjylland'],
  ['syddanmark', 'Region Syddanmark'],
  ['hovedstaden', 'Region Hovedstaden'],
  ['sjaelland', 'Region Sjælland'],
] as const;

/** Municipalities that take part in Jobbsjansen: their numbers, and their names. */
export const municipalities = [
  ['0301', 'Oslo kommune'],
  ['4601', 'Bergen kommune'],
] as const;

export type DemoPerson = Readonly<{
  name: string;
  email: string;
  role?: Role;
  organisation?: string;
  employer?: string;
  language?: Language;
}>;

const firm = 'Jord & Vand Rådgivning';

/** Who takes part in the open round of the demo. */
export const openPeople: readonly DemoPerson[] = [
  { name: 'Palle Prøve', email: 'palle@firma.example', employer: 'Grundvand ApS' },
  { name: 'Tove Test', email: 'tove@firma.example', employer: firm },
  { name: 'Ulla Undersøger', email: 'ulla@firma.example', employer: firm },
];

/** Who handed in in the round before, and waits for a verdict. */
export const gradedPeople: readonly DemoPerson[] = [
  { name: 'Viggo Vandprøve', email: 'viggo@firma.example', employer: 'Grundvand ApS' },
  { name: 'Yrsa Ydre', email: 'yrsa@firma.example', employer: firm },
];

/** Nobody in the demo is real. The consultant takes part in nothing yet, free to be signed up. */
export const people: readonly DemoPerson[] = [
  { name: 'Karen Kursusleder', email: demoIdentities.coordinator, role: 'coordinator', organisation: 'wsp' },
  { name: 'Bent Bedømmer', email: demoIdentities.grader, role: 'grader', organisation: 'wsp' },
  { name: 'Gry Gransker', email: demoIdentities.grader2, role: 'grader', organisation: 'wsp' },
  { name: 'Aksel Agentur', email: demoIdentities.agency, role: 'agency', organisation: 'styrelsen' },
  { name: 'Nanna Nord', email: demoIdentities['region-nordjylland'], role: 'region', organisation: 'nordjylland' },
  { name: 'Mads Midt', email: demoIdentities['region-midtjylland'], role: 'region', organisation: 'midtjylland' },
  { name: 'Signe Syd', email: demoIdentities['region-syddanmark'], role: 'region', organisation: 'syddanmark' },
  { name: 'Hans Hoved', email: demoIdentities['region-hovedstaden'], role: 'region', organisation: 'hovedstaden' },
  { name: 'Sofie Sjælland', email: demoIdentities['region-sjaelland'], role: 'region', organisation: 'sjaelland' },
  { name: 'Marit Myhre', email: demoIdentities['municipality-admin'], role: 'municipality_admin', organisation: '0301', language: 'nb' },
  { name: 'Nina Nilsen', email: demoIdentities['municipality-user'], role: 'municipality_user', organisation: '0301', language: 'nb' },
  { name: 'Bjørn Berg', email: demoIdentities['municipality-user-2'], role: 'municipality_user', organisation: '4601', language: 'nb' },
  { name: 'Ida Iversen', email: demoIdentities.directorate, role: 'directorate', organisation: 'imdi', language: 'nb' },
  { name: 'Rikke Rådgiver', email: demoIdentities.consultant, employer: firm },
  ...openPeople,
  ...gradedPeople,
];
