import { parseNorwegianId } from '../domain/core/norwegian-id';

/** Somebody of our own population register; nobody in it is real. */
export type SyntheticPerson = Readonly<{
  firstName: string;
  lastName: string;
  sex: 'kvinne' | 'mann';
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
  try {
    const rules = {
      today: '2032-01-01',
      k1Rests: { before: [], changesOn: '1900-01-01', after: [0, 1, 2, 3] },
      allowSynthetic: true,
    } as const;
    if (!parseNorwegianId(number, rules).synthetic) return undefined;
  } catch {
    return undefined;
  }
  const one = Number(number.slice(0, 9));
  return {
    firstName: firstNames[one % firstNames.length]!,
    lastName: lastNames[Math.floor(one / 7) % lastNames.length]!,
    sex: number === specialNumbers.man || Number(number[8]) % 2 === 1 ? 'mann' : 'kvinne',
    status: number === specialNumbers.dead ? 'doed' : number === specialNumbers.ceased ? 'opphoert' : 'bosatt',
    protection: number === specialNumbers.protected ? 'strengtFortrolig' : 'ugradert',
    street: `Prøveveien ${(one % 90) + 1}`,
  };
}

/** The parts of a person document that we know, by the names that the public register gives them. */
export const knownParts = ['navn', 'status', 'kjoenn', 'adressebeskyttelse', 'bostedsadresse'] as const;
export type Part = (typeof knownParts)[number];

/** A person document with the parts asked for. Like the public register it always holds the numbers, and told to nobody is the address of whom it would endanger. */
export function documentOf(number: string, parts: readonly Part[]): Record<string, unknown> | undefined {
  const person = syntheticPerson(number);
  if (!person) return undefined;
  const told: Record<Part, unknown> = {
    navn: [{ erGjeldende: true, fornavn: person.firstName, etternavn: person.lastName }],
    status: [{ erGjeldende: true, status: person.status }],
    kjoenn: [{ erGjeldende: true, kjoenn: person.sex }],
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
