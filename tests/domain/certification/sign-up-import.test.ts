import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { decodeFile, importLimits, readSignUps, type SignUpLine } from '../../../domain/certification/sign-up-import';
import { refusalBy } from '../../support/refusals';

const read = (...lines: readonly string[]): SignUpLine[] => readSignUps(lines.join('\n'));
const people = (lines: readonly SignUpLine[]): unknown[] => lines.map(({ name, email, employer, kind }) => [name, email, employer, kind]);
const rikke = ['Rikke Rådgiver', 'rikke@firma.dk', 'Jord & Vand', 'full'];

describe('a file of sign-ups', () => {
  test.each([
    ['comma and LF', 'name,email,employer,kind\nRikke Rådgiver,rikke@firma.dk,Jord & Vand,full\n'],
    ['semicolon and CRLF', 'name;email;employer;kind\r\nRikke Rådgiver;rikke@firma.dk;Jord & Vand;full\r\n'],
    ['a byte order mark', '\ufeffname;email;employer;kind\r\nRikke Rådgiver;rikke@firma.dk;Jord & Vand;full'],
    ['other columns and another order', 'id;E-mail;Arbejdsgiver;kommentar;Navn\n1;rikke@firma.dk;Jord & Vand;hej;Rikke Rådgiver'],
    ['Danish titles in capitals', 'NAVN;EMAIL;ARBEJDSGIVER;ART\nRikke Rådgiver;rikke@firma.dk;Jord & Vand;fuld'],
    ['Norwegian titles', 'Navn,E-post,Arbeidsgiver\nRikke Rådgiver,rikke@firma.dk,Jord & Vand'],
    ['quotes', '"name","email","employer"\n"Rikke Rådgiver","rikke@firma.dk","Jord & Vand"'],
    ['blanks around everything', ' name ; email ;employer \n  Rikke Rådgiver ;  rikke@firma.dk ; Jord & Vand  '],
    ['empty lines', '\n\nname;email;employer\n\nRikke Rådgiver;rikke@firma.dk;Jord & Vand\n\n\n'],
  ])('with %s is read', (_what, text) => expect(people(readSignUps(text))).toEqual([rikke]));

  test('keeps a separator, a line break and a quote that stand in quotes', () =>
    expect(people(read('name,email,employer', '"Rådgiver, Rikke",rikke@firma.dk,"Jord', '& ""Vand"""'))).toEqual([
      ['Rådgiver, Rikke', 'rikke@firma.dk', 'Jord & "Vand"', 'full'],
    ]));

  test('takes a quote within a cell for what it is', () =>
    expect(people(read('name;email', 'Anders "Andy" And;andy@firma.dk', 'Rip;rip@firma.dk'))).toEqual([
      ['Anders "Andy" And', 'andy@firma.dk', '', 'full'],
      ['Rip', 'rip@firma.dk', '', 'full'],
    ]));

  test('says of each line where it stands in the file', () =>
    expect(read('name;email', 'A;a@b.dk', '', 'B;b@b.dk').map((one) => one.line)).toEqual([2, 4]));

  test('with a line that is too short or too long is still read, each line by itself', () => {
    const lines = read('name;email;kind', 'A', 'B;b@b.dk', 'C;c@b.dk;full;more;and more');
    expect(lines.map((one) => one.fault)).toEqual(['email_invalid', null, null]);
  });

  test.each(['', '\n', 'name', 'navn;arbejdsgiver', 'Rikke;rikke@firma.dk', 'name|email\nA|a@b.dk'])(
    'without a header is refused: %j',
    (text) => expect(refusalBy(() => readSignUps(text))).toBe('csv_header'),
  );

  test('of ten thousand sign-ups is read, of one more is too large', () => {
    const file = (count: number): string =>
      ['name;email', ...Array.from({ length: count }, (_, at) => `Person ${at};p${at}@firma.dk`)].join('\r\n');
    expect(readSignUps(file(importLimits.lines))).toHaveLength(10_000);
    expect(refusalBy(() => readSignUps(file(importLimits.lines + 1)))).toBe('too_large');
  });

  test('cannot smuggle control signs into a name, nor a title that is none of ours into a column', () => {
    const [line] = read('__proto__;constructor;name;email', 'x;y;Rikke\u0007\u001b[31m\tRådgiver;rikke@firma.dk');
    expect(line).toMatchObject({ name: 'Rikke [31m Rådgiver', email: 'rikke@firma.dk', fault: null });
  });

  test('is judged line by line', () => {
    const lines = read(
      'name;email;kind',
      'A;a@b.dk;recertificering',
      ';b@b.dk;',
      'C;no address;',
      'D;d@b.dk;something else',
      'E;A@B.dk;',
      `${'F'.repeat(201)};f@b.dk;`,
      'G;g@b.dk\u0000;',
    );
    expect(lines.map((one) => [one.kind, one.fault])).toEqual([
      ['recertification', null],
      ['full', 'name_missing'],
      ['full', 'email_invalid'],
      ['full', 'unknown_kind'],
      ['full', 'duplicate_in_file'],
      ['full', 'name_missing'],
      ['full', 'email_invalid'],
    ]);
  });

  test('comes out as it went in, whichever separator and line end', () => {
    const cell = fc
      .string({ minLength: 1, maxLength: 30 })
      // oxlint-disable-next-line no-control-regex -- they are taken out
      .map((text) => text.replace(/[\u0000-\u001f\u007f"\s]+/g, ' ').trim())
      .filter((text) => text.length > 0);
    fc.assert(
      fc.property(
        fc.array(cell, { minLength: 1, maxLength: 20 }),
        fc.constantFrom(',', ';'),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        (names, by, end, bom) => {
          const text = [`name${by}email`, ...names.map((name, at) => `"${name}"${by}p${at}@firma.dk`)].join(end);
          const lines = readSignUps(decodeFile(Buffer.from((bom ? '\ufeff' : '') + text)).text);
          expect(lines.map((one) => one.name)).toEqual(names);
          expect(lines.map((one) => one.line)).toEqual(names.map((_, at) => at + 2));
        },
      ),
    );
  });

  test('whatever it holds is read or refused with a code', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200, unit: 'binary' }), (rest) => {
        const code = refusalBy(() => readSignUps(`name;email\n${rest}`));
        expect([undefined, 'csv_header', 'too_large']).toContain(code);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the bytes of a file', () => {
  const text = 'navn;email\nSøren Ærø;soren@firma.dk';

  test('in UTF-8 are read as such, with or without its mark', () => {
    for (const bytes of [Buffer.from(text), Buffer.from(`\ufeff${text}`)])
      expect(decodeFile(bytes)).toMatchObject({ legacyEncoding: false });
    expect(decodeFile(Buffer.from(text)).text).toBe(text);
  });

  test('that are no UTF-8 are read as windows-1252, and it is said', () => {
    const bytes = Buffer.from(text, 'latin1');
    expect(decodeFile(bytes)).toEqual({ text, legacyEncoding: true });
    expect(decodeFile(Buffer.concat([bytes, Buffer.from([0x80])])).text.endsWith('€')).toBe(true);
  });

  test.each([
    ['UTF-16 little-endian', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 big-endian', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['UTF-16 without its mark', Buffer.from(text, 'utf16le')],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    ['a spreadsheet', Buffer.from('504b030414000600080000002100', 'hex')],
    ['a NUL', Buffer.from('navn;email\nA\u0000;a@b.dk')],
  ])('of %s are refused', (_what, bytes) => expect(refusalBy(() => decodeFile(bytes))).toBe('csv_encoding'));

  test('may be five megabytes, and not one more', () => {
    expect(refusalBy(() => decodeFile(Buffer.alloc(5 * 1024 * 1024, 0x61)))).toBeUndefined();
    expect(refusalBy(() => decodeFile(Buffer.alloc(5 * 1024 * 1024 + 1, 0x61)))).toBe('too_large');
  });
});
