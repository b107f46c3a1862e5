import type { JSX } from 'preact';
import { localDay } from '../../domain/core/calendar';
import type { RuleDefinition } from '../../domain/core/rules';
import { zone } from '../../domain/certification/zone';
import { newId } from '../../db/core/ids';
import type { RuleHistory } from '../../db/core/rules';
import { changesCases, ruleView, setRule, wantedValue } from '../../api/core/rule-commands';
import {
  Button,
  ButtonRow,
  caseTopic,
  FieldError,
  fieldId,
  Checkbox,
  DataTable,
  DateField,
  ErrorSummary,
  Page,
  RadioGroup,
  Section,
  SubmitForm,
  SummaryList,
  TextArea,
  TextField,
  type Column,
  type FormError,
} from './components';
import { formErrors } from './form-errors';
import type { Locale } from './locale';
import { leaveNote } from './note';
import type { PageRequest, PageRouter, Refused, View } from './page-router';
import { definitionOf, validFromOf } from './rule-asked';
import { RuleBatch } from './rule-batch';
import { fieldsOfValue, ruleInput, valueOfFields, type FieldValues, type RuleInput } from './rule-input';
import { ruleInForce } from './rule-in-force';
import { whatIfHref } from './what-if-href';
import { ruleFaults, ruleHint, ruleName, ruleText, ruleWord } from './rule-words';

/** One rule value: what holds, what held, and a form to set another from a day on. For the agency. */
export function rulePage(router: PageRouter): void {
  router.get('/rules/:key', 'signed-in', ruleShown);
  router.post(
    '/rules/:key',
    'signed-in',
    async (page, { values }) => {
      const definition = definitionOf(page);
      const value = valueOfFields(ruleInput(definition.schema), values);
      await setRule(page.context, definition.key, { value, validFrom: validFromOf(values), reason: values['reason']?.trim() });
      leaveNote(page, 'core.done.ruleSet');
      return `/rules/${definition.key}`;
    },
    ruleShown,
  );
  // The reason is only asked for where it is decided: it never stands in an address.
  router.post(
    '/rules/:key/what-if',
    'signed-in',
    async (page, { values }) => {
      const definition = definitionOf(page);
      const wanted = { value: valueOfFields(ruleInput(definition.schema), values), validFrom: validFromOf(values) };
      const { value, validFrom } = wantedValue(page.context, definition.key, wanted);
      return whatIfHref(definition.key, value, validFrom);
    },
    ruleShown,
  );
}

async function ruleShown(page: PageRequest, refused?: Refused): Promise<View> {
  const { context, locale } = page;
  const { t } = locale;
  const definition = definitionOf(page);
  const rule = await ruleView(context, definition.key);
  const today = localDay(context.receivedAt, zone);
  const inForce = ruleInForce(rule, today);
  const title = ruleName(locale, rule.key);
  const said = (value: unknown): string => ruleText(locale, rule.key, definition.schema, value);
  const body = (
    <Page locale={locale} title={title} breadcrumbs={[{ href: '/rules', text: t('core.menu.rules') }]}>
      <SummaryList
        items={[
          { term: t('core.rules.value'), value: <strong>{said(rule.value)}</strong> },
          { term: t('core.rules.validFrom'), value: inForce ? locale.day(inForce.validFrom) : t('core.rules.initial') },
          { term: t('core.rules.first'), value: said(rule.initial) },
          { term: t('core.rules.holdsFor'), value: t(rule.moving ? 'core.rules.movingLong' : 'core.rules.stillLong') },
        ]}
      />
      {rule.batch && <RuleBatch locale={locale} batch={rule.batch} />}
      <Section title={t('core.ruleForm.title')} id="set">
        <RuleForm locale={locale} definition={definition} value={rule.value} today={today} refused={refused} />
      </Section>
      <Section title={t('core.rules.history')}>
        <DataTable
          id="history"
          caption={t('core.rules.history')}
          hiddenCaption
          columns={historyColumns(locale, said)}
          rows={rule.history}
          rowKey={(one) => String(one.version)}
          empty={t('core.rules.noHistory')}
        />
      </Section>
    </Page>
  );
  return { title, body, live: rule.batch ? [caseTopic(rule.batch.batchId)] : [] };
}

function historyColumns(locale: Locale, said: (value: unknown) => string): Column<RuleHistory>[] {
  const { t } = locale;
  return [
    { key: 'from', heading: t('core.rules.validFrom'), rowHeader: true, cell: (one) => locale.day(one.validFrom) },
    { key: 'value', heading: t('core.rules.value'), cell: (one) => said(one.value) },
    { key: 'by', heading: t('core.rules.setBy'), cell: (one) => one.setByName ?? t('core.unknown') },
    { key: 'at', heading: t('core.rules.setAt'), cell: (one) => locale.instant(one.setAt) },
    { key: 'reason', heading: t('core.reason.label'), cell: (one) => one.reason },
    { key: 'version', heading: t('core.rules.version'), numeric: true, cell: (one) => one.version },
  ];
}

type RuleFormProps = Readonly<{ locale: Locale; definition: RuleDefinition; value: unknown; today: string; refused: Refused | undefined }>;

function RuleForm({ locale, definition, value, today, refused }: RuleFormProps): JSX.Element {
  const { t } = locale;
  const input = ruleInput(definition.schema);
  const fields = refused ? refused.form.values : fieldsOfValue(input, value);
  const errors = formErrors(locale, refused, { validFrom: t('core.rules.validFrom'), reason: t('core.reason.label') });
  // The command says that the value cannot be used; its schema says why.
  const faults = refused ? ruleFaults(locale, definition.schema, valueOfFields(input, refused.form.values)) : new Map<string, string>();
  const summary = [
    ...[...faults].map(([field, text]): FormError => (field ? { text, field } : { text })),
    ...errors.summary.filter((one) => faults.size === 0 || one.field),
  ];
  return (
    <>
      <ErrorSummary locale={locale} errors={summary} />
      <SubmitForm action={`/rules/${definition.key}`} idempotencyKey={newId()}>
        <ValueFields
          locale={locale}
          rule={definition.key}
          input={input}
          name="value"
          label={t('core.rules.value')}
          fields={fields}
          faults={faults}
        />
        <DateField
          name="validFrom"
          label={t('core.rules.validFrom')}
          hint={t('core.ruleForm.validFromHint')}
          min={today}
          value={errors.value('validFrom') ?? today}
          error={errors.of('validFrom')}
        />
        <TextArea name="reason" label={t('core.reason.label')} rows={2} value={errors.value('reason')} error={errors.of('reason')} />
        <ButtonRow>
          <Button>{t('core.ruleForm.set')}</Button>
          {changesCases(definition) && (
            <Button variant="secondary" formAction={`/rules/${definition.key}/what-if`}>
              {t('core.whatIf.ask')}
            </Button>
          )}
        </ButtonRow>
      </SubmitForm>
    </>
  );
}

type ValueFieldsProps = Readonly<{
  locale: Locale;
  rule: string;
  input: RuleInput;
  name: string;
  label: string;
  fields: FieldValues;
  faults: ReadonlyMap<string, string>;
}>;

/** The fields for one value: one field, or one for each part. */
function ValueFields({ locale, rule, input, name, label, fields, faults }: ValueFieldsProps): JSX.Element {
  const field = { name, label, value: fields[name], hint: ruleHint(locale, rule, input), error: faults.get(name) };
  const options = (of: readonly string[]) => of.map((value) => ({ value, text: ruleWord(locale, rule, value) }));
  switch (input.kind) {
    case 'number':
      return <TextField {...field} inputmode={input.whole ? 'numeric' : 'decimal'} size={10} autocomplete="off" />;
    case 'list':
      return <TextField {...field} size={40} autocomplete="off" />;
    case 'text':
      return input.long ? <TextArea {...field} rows={2} /> : <TextField {...field} autocomplete="off" />;
    case 'lines':
    case 'json':
      return <TextArea {...field} rows={8} />;
    case 'choice':
      return <RadioGroup {...field} options={options(input.options)} />;
    case 'choices':
      return (
        <fieldset class="ds-fieldset frist-field" id={fieldId(name)} tabIndex={-1}>
          <legend class="ds-label">{label}</legend>
          {options(input.options).map(({ value, text }) => (
            <Checkbox key={value} name={`${name}.${value}`} label={text} checked={`${name}.${value}` in fields} />
          ))}
          <FieldError field={field} />
        </fieldset>
      );
    case 'parts':
      return (
        <>
          {input.parts.map(([part, of]) => (
            <ValueFields
              key={part}
              {...{ locale, rule, fields, faults }}
              input={of}
              name={`${name}.${part}`}
              label={ruleWord(locale, rule, part)}
            />
          ))}
        </>
      );
  }
}
