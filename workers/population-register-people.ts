import { parseDay, type PlainDate } from '../domain/core/calendar';
import { storedNorwegianId } from '../domain/core/norwegian-id';

/** Somebody of our own population register; nobody in it is real. */
export type SyntheticPerson = Readonly<{
  firstName: string;
  lastName: string;
  sex: 'kvinne' | 'mann';
  bornOn: PlainDate | null;
  status: 'bosatt' | 'doed' | 'opphoert';
  protection: 'ugradert' | 'fortrolig' | 'strengtFortrolig';
  street: string;
}>;

/** Numbers of our register of which something special is told; every other valid synthetic number is a woman who lives here. */
export const specialNumbers = {
  /** Her number says woman, the register says man. */
  man: '04828820090',
  dead: '17899120000',
  /** The number itself is no longer in use. */
  ceased: '23917920044',
  /** Strengt fortrolig: her address may not be told to anybody. */
  protected: '09869520001',
  /** Valid, and nobody's. */
  unknown: '30848320052',
} as const;

const firstNames = [
  'Amina',
  'Berit',
  'Dalia',
  'Eva',
  'Fatima',
  'Grete',
  'Hodan',
  'Ingrid',
  'Jasmin',
  'Kari',
  'Leila',
  'Maryam',
  'Nadia',
  'Oda',
] as const;
const lastNames = [
  'Aas',
  'Bakke',
  'Dahl',
  'Eide',
  'Farah',
  'Haugen',
  'Kristiansen',
  'Lund',
  'Moe',
  'Nordmann',
  'Prøve',
  'Solberg',
  'Vik',
] as const;

/** Whom a number belongs to; nobody when it is not a valid synthetic one. The same for the same number, always. */
export function syntheticPerson(number: string): SyntheticPerson | undefined {
  if (number === specialNumbers.unknown) return undefined;
  const read = storedNorwegianId(number);
  if (!read?.synthetic) return undefined;
  const one = Number(number.slice(0, 9));
  return {
    firstName: firstNames[one % firstNames.length]!,
    lastName: lastNames[Math.floor(one / 7) % lastNames.length]!,
    sex: number === specialNumbers.man || Number(number[8]) % 2 === 1 ? 'mann' : 'kvinne',
    bornOn: read.bornOn ?? bornInTheLastCentury(number),
    status: number === specialNumbers.dead ? 'doed' : number === specialNumbers.ceased ? 'opphoert' : 'bosatt',
    protection: number === specialNumbers.protected ? 'strengtFortrolig' : 'ugradert',
    street: `Prøveveien ${(one % 90) + 1}`,
  };
}

/** Where a number does not tell the century, everybody of ours was born in the last one. */
function bornInTheLastCentury(number: string): PlainDate | null {
  const [day, month] = [Number(number.slice(0, 2)) % 40, Number(number.slice(2, 4)) % 40];
  const two = (part: number): string => String(part).padStart(2, '0');
  return parseDay(`19${number.slice(4, 6)}-${two(month)}-${two(day)}`) ?? null;
}

/** The parts of a person document that we know, by the names that the public register gives them. */
export const knownParts = ['navn', 'status', 'kjoenn', 'foedsel', 'adressebeskyttelse', 'bostedsadresse'] as const;
export type Part = (typeof knownParts)[number];

/** A person document with the parts asked for. Like the public register it always holds the numbers, and told to nobody is the address of whom it would endanger. */
export function documentOf(number: string, parts: readonly Part[]): Record<string, unknown> | undefined {
  const person = syntheticPerson(number);
  if (!person) return undefined;
  const told: Record<Part, unknown> = {
    navn: [{ erGjeldende: true, fornavn: person.firstName, etternavn: person.lastName }],
    status: [{ erGjeldende: true, status: person.status }],
    kjoenn: [{ erGjeldende: true, kjoenn: person.sex }],
    foedsel: [{ erGjeldende: true, foedselsdato: person.bornOn }],
    adressebeskyttelse: [{ erGjeldende: true, graderingsnivaa: person.protection }],
    bostedsadresse: person.protection === 'ugradert' ? [{ erGjeldende: true, vegadresse: { adressenavn: person.street } }] : [],
  };
  return {
    identifikasjonsnummer: [
      {
        erGjeldende: person.status !== 'opphoert',
        status: person.status === 'opphoert' ? 'opphoert' : 'iBruk',
        foedselsEllerDNummer: number,
        identifikatortype: Number(number[0]) >= 4 ? 'dNummer' : 'foedselsnummer',
      },
    ],
    ...Object.fromEntries(parts.map((part) => [part, told[part]])),
  };
}
