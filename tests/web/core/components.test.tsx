import { describe, expect, test } from '@jest/globals';
import type { JSX } from 'preact';

import { languages } from '../../../letters/core/catalogue';
import {
  DataTable,
  ErrorSummary,
  LiveRegion,
  SubmitForm,
  TextField,
  Timeline,
  TimelineStep,
  caseTopic,
} from '../../../web/core/components';
import { localeOf } from '../../../web/core/locale';
import { renderFragment, renderPage } from '../../../web/core/render';
import { galleryPages } from './gallery';
import { future } from './gallery-timeline';

const locale = localeOf('da');
const pages = languages.flatMap((language) =>
  Object.entries(galleryPages(language)).map(([name, page]) => ({ language, name, html: renderPage(page) })),
);

describe.each(pages)('the page $name in $language', ({ language, html }) => {
  test('is a document in its language', () => {
    expect(html).toMatch(new RegExp(`^<!doctype html>\\n<html lang="${language}"`));
  });

  test('shows what people typed as text, never as markup', () => {
    expect(html).not.toContain('<script>');
    expect(html).not.toContain('</textarea><script');
  });

  test('has no style, script or handler of its own, which our policy would refuse', () => {
    expect(html).not.toMatch(/\sstyle=|\son[a-z]+=|<style|javascript:/);
    expect(html.match(/<script[^>]*>/g)?.every((tag) => tag.includes('src="/assets/'))).toBe(true);
  });

  test('uses each id once, and every reference finds its id', () => {
    const ids = all(html, /\sid="([^"]+)"/g);
    expect(ids).toEqual([...new Set(ids)]);
    const references = [...all(html, /\shref="#([^"]+)"/g), ...all(html, /\s(?:for|aria-labelledby|aria-describedby)="([^"]+)"/g)];
    expect(references.flatMap((value) => value.split(' ')).filter((id) => !ids.includes(id))).toEqual([]);
  });

  test('gives every field a label', () => {
    const labelled = all(html, /<label[^>]*\sfor="([^"]+)"/g);
    const inputs = (html.match(/<(?:input|select|textarea|progress)\b(?:"[^"]*"|[^>"])*>/g) ?? []).filter(
      (tag) => !tag.includes('type="hidden"'),
    );
    expect(inputs.filter((tag) => !labelled.includes(/\sid="([^"]+)"/.exec(tag)?.[1] ?? ''))).toEqual([]);
  });
});

test('a refused field says so, keeps what was typed, and its error is tied to it', () => {
  const html = renderFragment(<TextField name="a.b" label="A" value={'"x"'} hint="H" error="Forkert." />);
  expect(html).toContain('id="field-a-b"');
  expect(html).toContain('value="&quot;x&quot;"');
  expect(html).toContain('aria-invalid="true"');
  expect(html).toContain('aria-describedby="field-a-b-hint field-a-b-error"');
});

test('an error summary leads to the fields, and is not there when nothing is wrong', () => {
  const html = renderFragment(<ErrorSummary locale={locale} errors={[{ field: 'a.b', text: 'Forkert.' }]} />);
  expect(html).toContain('href="#field-a-b"');
  expect(html).toContain('role="alert"');
  expect(renderFragment(<ErrorSummary locale={locale} errors={[]} />)).toBe('');
});

test('a form posts with its key, and asks first without any script', () => {
  const html = renderFragment(form());
  expect(html).toMatch(/<details[^>]*><summary>Sikker\?<\/summary>/);
  expect(html).toMatch(/<form[^>]*method="post" action="\/do"/);
  expect(html).toContain('name="_key" value="k"');
});

test('an empty table says what to do instead of showing headings over nothing', () => {
  const html = renderFragment(<DataTable id="t" caption="C" columns={[]} rows={[]} rowKey={() => ''} empty="Opret den første." />);
  expect(html).toContain('Opret den første.');
  expect(html).not.toContain('<table');
});

test('the future of a timeline says in words that it has not happened, why it is there and what would move it', () => {
  const [step] = future(locale);
  const html = renderFragment(<TimelineStep locale={locale} step={step!} />);
  expect(html).toContain('ikke sket endnu');
  expect(html).toContain('Hvorfor: ');
  expect(html).toContain('en aflevering, en flyttet frist eller at tilmeldingen bliver trukket tilbage');
});

test('a timeline that owes nothing says so', () => {
  const html = renderFragment(<Timeline locale={locale} id="t" title="Forløb" past={[]} future={[]} ended="Sagen er slut." />);
  expect(html).toContain('Sagen er slut.');
});

test('a live region fetches its own part when its case changed, after a reconnect, and every 15 seconds', () => {
  const html = renderFragment(
    <LiveRegion id="r" href="/x" topics={[caseTopic('1')]}>
      ...
    </LiveRegion>,
  );
  expect(html).toContain('hx-get="/x" hx-select="#r"');
  expect(html).toContain('hx-trigger="case-1 from:body throttle:1s, htmx:sse:after:connection from:body throttle:1s, every 15s"');
});

function form(): JSX.Element {
  return (
    <SubmitForm action="/do" idempotencyKey="k" confirm={{ ask: 'Sikker?', text: 'Det kan ikke fortrydes.' }}>
      <button type="submit">Ja</button>
    </SubmitForm>
  );
}

function all(html: string, pattern: RegExp): string[] {
  return [...html.matchAll(pattern)].map((match) => match[1] ?? '');
}
