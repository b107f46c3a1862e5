import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { PDF, PdfArray, PdfDict, PdfRef, type PdfObject, type PdfStream } from '@libpdf/core';
import { certificateKinds, certificateStates } from '../../domain/certification/certificate';
import { languages, textsOf } from '../../letters/core/catalogue';
import { certificatePdf, type CertificatePdf } from '../../letters/certification/certificate-pdf';
import { aCertificate, theRules } from '../support/cases';

const number = 'JAR-2026-7K2M9Q4T8X';
const verifyAddress = `https://frist.example/verify/${number}`;

const page = (changed: Partial<CertificatePdf> = {}): Promise<Buffer> =>
  certificatePdf({
    certificate: aCertificate({ number, issuedOn: '2026-05-24', lastActiveOn: '2026-05-24' }),
    rules: theRules(),
    language: 'da',
    name: 'Søren Ærø-Åkjær Łukasz',
    provider: 'WSP Kursus',
    state: 'active',
    today: '2026-06-01',
    at: '2026-06-01T08:00:00.000Z',
    verifyAddress,
    ...changed,
  });

describe('the certificate as a page, read by another implementation than wrote it', () => {
  let pdf: PDF;
  let look: (object: PdfObject | undefined) => PdfObject | null | undefined;
  let catalog: PdfDict;
  beforeAll(async () => {
    const bytes = await page();
    pdf = await PDF.load(bytes);
    look = (object) => (object instanceof PdfRef ? pdf.getObject(object) : object);
    catalog = pdf.getCatalog();
  });

  test('has one page in one language, and shows its title', () => {
    expect(pdf.getPages()).toHaveLength(1);
    expect(pdf.getLanguage()).toBe('da');
    const preferences = look(catalog.get('ViewerPreferences')) as PdfDict;
    expect(preferences.getBool('DisplayDocTitle')?.value).toBe(true);
  });

  test('says that it is PDF/UA, and what its title is', () => {
    const metadata = look(catalog.get('Metadata')) as PdfStream;
    const xmp = Buffer.from(metadata.getDecodedData()).toString();
    expect(xmp).toContain('<pdfuaid:part>1</pdfuaid:part>');
    expect(xmp).toContain(`JAR-certifikat ${number}`);
  });

  test('is tagged from beginning to end, and describes its code in words', () => {
    expect((look(catalog.get('MarkInfo')) as PdfDict).getBool('Marked')?.value).toBe(true);
    const root = look(catalog.get('StructTreeRoot')) as PdfDict;
    const found = elements(root);
    expect(found.map(({ type }) => type)).toEqual(['Document', 'H1', 'P', 'P', 'P', 'L', ...Array.from({ length: 5 }, () => ['LI', 'Lbl', 'LBody']).flat(), 'Figure', 'P', 'P']); // prettier-ignore
    expect(found.find(({ type }) => type === 'Figure')?.alt).toBe(`QR-kode med adressen ${verifyAddress}`);
  });

  test('carries its fonts, each with what its signs mean', () => {
    const resources = look(pdf.getPages()[0]!.dict.get('Resources')) as PdfDict;
    const fonts = look(resources.get('Font')) as PdfDict;
    const names = [...fonts.keys()];
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      const font = look(fonts.get(name)) as PdfDict;
      expect(font.has('ToUnicode')).toBe(true);
      const below = look((look(font.get('DescendantFonts')) as PdfArray).at(0)) as PdfDict;
      expect((look(below.get('FontDescriptor')) as PdfDict).has('FontFile2')).toBe(true);
    }
  });

  test('can be read aloud and searched, with every letter of the name', () => {
    const text = pdf.getPages()[0]!.extractText().text.replace(/\s+/g, ' ');
    for (const part of ['Søren Ærø-Åkjær Łukasz', number, '24. maj 2026', 'WSP Kursus', '24. maj 2028', '1. juni 2026', verifyAddress])
      expect(text).toContain(part);
  });

  /** The elements of the structure in reading order. */
  function elements(above: PdfDict): { type: string; alt: string | undefined }[] {
    const below = look(above.get('K'));
    const children = below instanceof PdfArray ? [...below] : [below];
    return children.flatMap((one) => {
      const child = look(one ?? undefined);
      if (!(child instanceof PdfDict) || !child.getName('S')) return [];
      return [{ type: child.getName('S')!.value, alt: child.getString('Alt')?.asString() }, ...elements(child)];
    });
  }
});

test.each(languages)('in %s each kind and state fits one page and is said in words', async (language) => {
  for (const kind of certificateKinds)
    for (const state of certificateStates) {
      const certificate = aCertificate({ number, kind, issuedOn: '2026-05-24' });
      const name = 'Wolfeschlegelsteinhausenbergerdorff '.repeat(6).slice(0, 200);
      const pdf = await PDF.load(await page({ language, certificate, state, name }));
      expect([kind, state, pdf.getPages().length]).toEqual([kind, state, 1]);
      expect(pdf.getLanguage()).toBe(language);
      const text = pdf.getPages()[0]!.extractText().text.replace(/\s+/g, ' ');
      expect(text).toContain(textsOf(language)(`certification.certificate.kind.${kind}`));
    }
});

// The reference validator is a Java program of its own: named by whoever has it.
const veraPdf = process.env['FRIST_VERAPDF'];
if (!veraPdf) process.stderr.write('PDF/UA NOT VALIDATED: name the jar of veraPDF (greenfield-apps) in FRIST_VERAPDF\n');

(veraPdf ? test : test.skip).each(languages)('the reference validator finds nothing against PDF/UA in %s', async (language) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'certificate-'));
  try {
    const file = path.join(folder, 'certificate.pdf');
    writeFileSync(file, await page({ language }));
    const arguments_ = ['-cp', veraPdf!, 'org.verapdf.apps.GreenfieldCliWrapper', '-f', 'ua1', '--format', 'text', '-v', file];
    expect(execFileSync('java', arguments_, { encoding: 'utf8' })).toMatch(/^PASS /m);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
