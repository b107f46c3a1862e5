import path from 'node:path';
import PdfKit from 'pdfkit';
import { create as qrCode } from 'qrcode';
import { daysBetween, type Instant, type PlainDate } from '../../domain/core/calendar';
import { expiresOn, type Certificate, type CertificateState } from '../../domain/certification/certificate';
import type { CertificationRules } from '../../domain/certification/rules';
import { textsOf, type Language } from '../core/catalogue';
import { formatDay } from '../core/format';

/** What the page says. `today` and `state` are of the moment it is made, and it says so: only the address tells how things stand later. */
export type CertificatePdf = Readonly<{
  certificate: Certificate;
  rules: Pick<CertificationRules, 'idleYears' | 'idleCourse'>;
  language: Language;
  name: string;
  provider: string | null;
  state: CertificateState;
  today: PlainDate;
  at: Instant;
  verifyAddress: string;
}>;

type Pdf = InstanceType<typeof PdfKit>;
type Element = ReturnType<Pdf['struct']>;

const fonts = { text: path.join(__dirname, 'fonts/certificate-sans.ttf'), bold: path.join(__dirname, 'fonts/certificate-sans-bold.ttf') };
/** Points. */
const margin = 72;
const termWidth = 150;
const qrSide = 110;
const [ink, quiet, accent] = ['#1a1a1a', '#4a4a4a', '#0b4f6c'];

/** A certificate as one A4 page by PDF/UA: tagged, titled, in one language, its fonts inside, the code of its address described in words. */
export async function certificatePdf(what: CertificatePdf): Promise<Buffer> {
  const { certificate, rules, language, name, provider, state, today, at, verifyAddress } = what;
  const t = textsOf(language);
  const kind = t(`certification.certificate.kind.${certificate.kind}`);
  const pdf = new PdfKit({
    size: 'A4',
    margin,
    pdfVersion: '1.7',
    // The types know only PDF/A.
    subset: 'PDF/UA' as never,
    tagged: true,
    lang: language,
    displayTitle: true,
    font: fonts.text,
    info: { Title: `${kind} ${certificate.number}`, Author: t('letters.signature'), Creator: 'Frist', CreationDate: new Date(at) },
  });
  // The library takes a number 1 here for PDF/A-1 and writes a list of glyphs (CIDSet) that PDF/UA finds incomplete; as text it is part 1 of PDF/UA alone.
  Object.assign(pdf, { subset: '1' });
  const bytes = bytesOf(pdf);
  const root = pdf.struct('Document');
  pdf.addStructure(root);
  const add = (type: string, draw: () => void): void => void root.add(pdf.struct(type, {}, draw));
  const say = (type: string, text: string, size: number, font = fonts.text, color = ink): void =>
    add(type, () => pdf.font(font).fontSize(size).fillColor(color).text(text));

  band(pdf);
  pdf.y = 110;
  say('H1', kind, 30, fonts.bold, accent);
  pdf.moveDown(1);
  say('P', t('certification.document.confirms'), 12, fonts.text, quiet);
  pdf.moveDown(0.4);
  say('P', name, 22, fonts.bold);
  pdf.moveDown(0.4);
  say('P', t(`certification.document.says.${certificate.kind}`), 12);
  pdf.moveDown(1.6);

  const expiry = expiresOn(certificate, rules);
  const day = (one: PlainDate): string => formatDay(language, one);
  facts(pdf, root, [
    [t('certification.field.number'), certificate.number],
    [t('certification.field.issuedOn'), day(certificate.issuedOn)],
    ...(provider ? [[t('certification.document.provider'), provider] as const] : []),
    [
      t('certification.document.statusOn', { day: day(today) }),
      t(`certification.certificate.is.${state}`, { day: day(expiry), days: Math.abs(daysBetween(today, expiry)) }),
    ],
    [t('certification.certificate.movedBy'), t('certification.certificate.howItMoves', { years: rules.idleYears })],
  ]);

  pdf.moveDown(1.2);
  const top = pdf.y;
  const figure = { alt: t('certification.document.qrAlt', { address: verifyAddress }), bbox: [margin, top, margin + qrSide, top + qrSide] };
  root.add(pdf.struct('Figure', figure, () => code(pdf, verifyAddress, margin, top)));
  const beside = { width: pdf.page.width - 2 * margin - qrSide - 20 };
  const x = margin + qrSide + 20;
  add('P', () =>
    pdf
      .font(fonts.text)
      .fontSize(11)
      .fillColor(ink)
      .text(t('certification.document.scan'), x, top + 12, beside),
  );
  pdf.moveDown(0.5);
  add('P', () => pdf.font(fonts.bold).fontSize(10).fillColor(ink).text(verifyAddress, x, pdf.y, beside));
  root.end();
  pdf.end();
  return bytes;
}

/** Facts as a list: each with its term. */
function facts(pdf: Pdf, root: Element, all: readonly (readonly [term: string, value: string])[]): void {
  const list = pdf.struct('L');
  root.add(list);
  for (const [term, value] of all) {
    const item = pdf.struct('LI');
    list.add(item);
    const top = pdf.y;
    item.add(pdf.struct('Lbl', {}, () => pdf.font(fonts.bold).fontSize(11).fillColor(ink).text(term, margin, top, { width: termWidth })));
    const termEnd = pdf.y;
    const [x, width] = [margin + termWidth + 16, pdf.page.width - 2 * margin - termWidth - 16];
    item.add(pdf.struct('LBody', {}, () => pdf.font(fonts.text).fontSize(11).text(value, x, top, { width })));
    item.end();
    pdf.y = Math.max(termEnd, pdf.y) + 8;
    pdf.x = margin;
  }
  list.end();
}

/** The band across the top: decoration, which nobody is read. */
function band(pdf: Pdf): void {
  pdf.markContent('Artifact', { type: 'Layout' });
  pdf.rect(0, 0, pdf.page.width, 36).fill(accent);
  pdf.endMarkedContent();
}

/** Draws the code of an address as squares, sharp at any size. */
function code(pdf: Pdf, text: string, x: number, y: number): void {
  const { modules } = qrCode(text, { errorCorrectionLevel: 'M' });
  const side = qrSide / modules.size;
  for (let row = 0; row < modules.size; row += 1)
    for (let column = 0; column < modules.size; column += 1)
      if (modules.get(row, column)) pdf.rect(x + column * side, y + row * side, side, side);
  pdf.fill('#000000');
}

function bytesOf(pdf: Pdf): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    pdf.on('data', (part: Buffer) => parts.push(part));
    pdf.on('end', () => resolve(Buffer.concat(parts)));
    pdf.on('error', reject);
  });
}
