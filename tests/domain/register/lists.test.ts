import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { csvLine, csvOf, harmless } from '../../../domain/core/csv';
import { csvRecords } from '../../../domain/core/csv-file';
import { readSearch } from '../../../domain/register/overview';
import { readParticipations } from '../../../domain/register/register-import';
import { importVocabulary } from '../../../api/register/import-words';

const project = {
  projectId: '01890a5d-ac96-774b-bcce-b302099a8057',
  organisationId: '01890a5d-ac96-774b-bcce-b302099a8058',
  name: 'Jobbsjansen Øst',
  startsOn: '2020-01-01',
  endsOn: null,
  offersProgramme: true,
  version: 1,
} as const;
const vocabulary = importVocabulary([project]);

describe('cells', () => {
  test.each(['=1+1', '+47', '-1', '@x', '\tx', '\rx'])('%j gets a leading apostrophe', (text) => {
    expect(harmless(text)).toBe(`'${text}`);
  });

  test('no cell of a file begins like a formula, and each reads back as it was', () => {
    const cell = fc.string({ unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', ';', '"', '\n', ',', 'a', 'å', ' '), maxLength: 12 });
    fc.assert(
      fc.property(fc.array(cell, { minLength: 2, maxLength: 5 }), (cells) => {
        const line = csvLine(['first', ...cells]);
        const [read] = csvCells(line);
        expect(read).toEqual(['first', ...cells.map(harmless)]);
        for (const one of read!) expect(one).not.toMatch(/^[=+\-@\t\r]/);
      }),
    );
  });

  test('a file begins with the byte order mark and has semicolons', () => {
    expect(csvOf([['a', 'b']])).toBe('\ufeffa;b\r\n');
  });
});

/** Reads CSV by hand, to hold ours against. */
function csvCells(text: string): string[][] {
  const lines: string[][] = [[]];
  const pattern = /(?:"((?:[^"]|"")*)"|([^;\r\n]*))(;|\r\n|$)/gy;
  for (let found = pattern.exec(text); found && found.index < text.length; found = pattern.exec(text)) {
    lines.at(-1)!.push(found[1]?.replaceAll('""', '"') ?? found[2]!);
    if (found[3] === '\r\n') lines.push([]);
    if (found[3] === '') break;
  }
  return lines;
}

describe('what somebody searches for', () => {
  test.each([
    ['128385 20020', { by: 'number', number: '12838520020' }],
    ['128385\u00a020020', { by: 'number', number: '12838520020' }],
    [' Kari  NORD ', { by: 'name', words: ['kari', 'nord'] }],
    ['1283', { by: 'name', words: ['1283'] }],
  ])('%j', (text, search) => expect(readSearch(text)).toEqual(search));

  test('blanks are no search', () => expect(readSearch('  ')).toBeUndefined());
});

describe("a municipality's own file", () => {
  const file = (text: string) => readParticipations(text, vocabulary);

  test.each([
    ['nb', 'Fødselsnummer eller D-nummer;Startdato;Finansiering;Landbakgrunn;Utdanning', 'Syria;Grunnskole'],
    ['codes', 'nationalId;startOn;financing;countryBackground;education', 'SY;primary'],
    ['en', 'NATIONALID;startOn;financing;countrybackground;education', 'syria;PRIMARY'],
  ])('has columns and words in %s', (_language, header, words) => {
    const financing = header.startsWith('F') ? 'Sosialhjelp' : 'social_assistance';
    expect(file(`${header}\n128385 20020;1.2.2026;${financing};${words}`).lines).toEqual([
      {
        line: 2,
        number: '12838520020',
        municipality: '',
        sent: { startOn: '2026-02-01', financing: 'social_assistance', countryBackground: 'SY', education: 'primary' },
      },
    ]);
  });

  test('names projects, and sub-reasons by their main reason', () => {
    const { lines } = file(
      'nationalId,startOn,financing,projectId,mainReason,subReason\n1,2026-01-01,other,jobbsjansen øst,Avbrutt/drop-out,Graviditet eller fødsel',
    );
    expect(lines[0]!.sent).toMatchObject({ projectId: project.projectId, mainReason: 'interrupted', subReason: 'pregnancy_or_birth' });
  });

  test('says which columns it does not know, and needs the three that nothing can do without', () => {
    expect(file('nationalId;startOn;financing;shoe size\n').unknownColumns).toEqual(['shoe size']);
    expect(() => file('nationalId;startOn\n')).toThrow('csv_header');
    expect(() => file('')).toThrow('csv_header');
  });

  test('more than ten thousand lines are too many', () => {
    const line = '1;2026-01-01;other\n';
    expect(file(`nationalId;startOn;financing\n${line.repeat(10_000)}`).lines).toHaveLength(10_000);
    expect(() => file(`nationalId;startOn;financing\n${line.repeat(10_001)}`)).toThrow('too_large');
  });

  test('whatever stands in it is read or refused, never a fault', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        try {
          csvRecords(text);
          file(`nationalId;startOn;financing;endOn\n${text}`);
        } catch (error) {
          expect((error as Error).message).toMatch(/^csv_header$/);
        }
      }),
    );
  });
});
