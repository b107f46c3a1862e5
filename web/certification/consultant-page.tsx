import type { JSX } from 'preact';
import { localDay, parseDay, type Instant } from '../../domain/core/calendar';
import { expiresOn, stateOn } from '../../domain/certification/certificate';
import { zone } from '../../domain/certification/zone';
import type { CertificateFile } from '../../db/certification/certificates';
import { askForAccess, type AskedAnswer } from '../../api/certification/access-queries';
import { consultantView } from '../../api/certification/consultant-queries';
import { regionList } from '../../api/certification/region-commands';
import { ButtonRow, Button, DataTable, DateField, ErrorSummary, Page, Section, SummaryList, Tag, type Column, type FormError } from '../core/components'; // prettier-ignore
import type { Locale } from '../core/locale';
import type { PageRequest, PageRouter, View } from '../core/page-router';
import { LegacyTable } from './legacy-table';
import { paths } from './names';
import { aboveRegionPart, becauseText, rightTone } from './region-words';
import { CertificateTag } from './tags';

const fields = ['on', 'assignmentStart'] as const;

/** One consultant as a region sees them: the question of the right with its reasons, certificates, existing access. */
export function consultantPage(router: PageRouter): void {
  router.get(`${paths.regions}/:code/consultants/:id`, 'signed-in', show);
}

async function show({ context, locale, params, query }: PageRequest): Promise<View> {
  const { t, day } = locale;
  const [code, personId] = [params['code']!, params['id']!];
  const { region, person, certificates, legacy } = await consultantView(context, code, personId);
  const wrong = fields.filter((name) => query[name] && !parseDay(query[name]));
  const asked = 'ask' in query && wrong.length === 0;
  const dayOf = (name: (typeof fields)[number]) => parseDay(query[name] ?? '');
  const answered = asked
    ? await askForAccess(context, { consultant: personId, region: code, on: dayOf('on'), assignmentStart: dayOf('assignmentStart') })
    : undefined;
  const names = new Map((await regionList(context)).map((one) => [one.code, one.name]));
  const title = person.name ?? t('certification.erased');
  const errors: FormError[] = wrong.map((field) => ({ text: t('certification.access.dayWrong'), field }));
  const error = (name: string): string | undefined => errors.find((one) => one.field === name)?.text;
  const body = (
    <Page locale={locale} title={title} lead={person.employer} breadcrumbs={aboveRegionPart(locale, region)}>
      <ErrorSummary locale={locale} errors={errors} />
      <Section title={t('certification.access.question', { region: region.name })} id="access">
        <p>{t('certification.access.lead')}</p>
        <form class="frist-form frist-inline" method="get" action={`${paths.consultant(code, personId)}#access`} noValidate>
          <input type="hidden" name="ask" value="" />
          <DateField
            name="on"
            label={t('certification.access.on')}
            hint={t('certification.access.onHint')}
            value={query['on']}
            error={error('on')}
            optional={t('core.field.optional')}
          />
          <DateField
            name="assignmentStart"
            label={t('certification.access.assignmentStart')}
            value={query['assignmentStart']}
            error={error('assignmentStart')}
            optional={t('core.field.optional')}
          />
          <ButtonRow>
            <Button>{t('certification.access.ask')}</Button>
          </ButtonRow>
        </form>
        {answered && <Answer locale={locale} answered={answered} names={names} />}
      </Section>
      <Section title={t('certification.region.certificates')}>
        <Certificates locale={locale} certificates={certificates} at={context.receivedAt} />
      </Section>
      <Section title={t('certification.legacy.title')}>
        <LegacyTable locale={locale} code={code} rows={legacy} named={false} />
      </Section>
    </Page>
  );
  return { title: `${title}, ${day(localDay(context.receivedAt, zone))}`, body };
}

type AnswerProps = Readonly<{ locale: Locale; answered: AskedAnswer; names: ReadonlyMap<string, string> }>;

/** The answer, and row by row how it was found. */
function Answer({ locale, answered, names }: AnswerProps): JSX.Element {
  const { t, day } = locale;
  const { on, answer } = answered;
  return (
    <div class="frist-state" role="status">
      <SummaryList
        items={[
          {
            term: t('certification.access.answer', { day: day(on) }),
            value: <Tag tone={rightTone(answer)}>{t(`certification.access.${answer.reason}`)}</Tag>,
          },
        ]}
      />
      {answer.validUntil && <p>{t('certification.access.validUntil', { day: day(answer.validUntil) })}</p>}
      {answer.offer && <p>{t('certification.access.recertify')}</p>}
      <p>{t('certification.access.chain')}</p>
      <ol>
        {answer.because.map((one) => (
          <li key={one.row}>{one.decides ? <strong>{becauseText(locale, one, names)}</strong> : becauseText(locale, one, names)}</li>
        ))}
      </ol>
    </div>
  );
}

function Certificates({
  locale,
  certificates,
  at,
}: Readonly<{ locale: Locale; certificates: readonly CertificateFile[]; at: Instant }>): JSX.Element {
  const { t, day } = locale;
  const columns: Column<CertificateFile>[] = [
    {
      key: 'number',
      heading: t('certification.field.number'),
      rowHeader: true,
      cell: ({ certificate }) => <a href={paths.certificate(certificate.certificateId)}>{certificate.number}</a>,
    },
    {
      key: 'state',
      heading: t('certification.field.state'),
      cell: ({ certificate, rules }) => <CertificateTag locale={locale} state={stateOn(localDay(at, zone), certificate, rules)} />,
    },
    {
      key: 'kind',
      heading: t('certification.field.kind'),
      cell: ({ certificate }) => t(`certification.certificate.kind.${certificate.kind}`),
    },
    { key: 'issued', heading: t('certification.field.issuedOn'), cell: ({ certificate }) => day(certificate.issuedOn) },
    {
      key: 'expires',
      heading: t('certification.field.expiresOn'),
      cell: ({ certificate, rules }) => day(expiresOn(certificate, rules)),
    },
  ];
  return (
    <DataTable
      id="certificates"
      caption={t('certification.region.certificates')}
      hiddenCaption
      columns={columns}
      rows={certificates}
      rowKey={({ certificate }) => certificate.certificateId}
      empty={<p>{t('certification.region.noCertificates')}</p>}
    />
  );
}
