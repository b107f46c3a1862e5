import type { JSX } from 'preact';
import { hasRole, inRegisterAlone, type Actor, type Role } from '../../domain/core/actors';
import { localDay } from '../../domain/core/calendar';
import { setRules } from '../../domain/core/policies';
import { ruleValue, sharedRules } from '../../domain/core/rules';
import type { Refusal } from '../../domain/core/errors';
import { zone } from '../../domain/certification/zone';
import { reportYearOn } from '../../domain/register/yearly-report';
import { zone as registerZone } from '../../domain/register/zone';
import { person } from '../../db/core/people';
import { ruleBook } from '../../db/core/rules';
import { newId } from '../../db/core/ids';
import { rehearsalClock } from '../../api/core/rehearsal-commands';
import { Layout, Notice, type LinkItem, type RehearsalView } from './components';
import type { Locale } from './locale';
import { forgetNote, noteOf } from './note';
import type { PageRequest, View } from './page-router';

/** The whole document around what a page shows: menu by role, rehearsal's date, site notice, who is signed in. */
export async function frame(page: PageRequest, view: View, refusal?: Refusal): Promise<JSX.Element> {
  const { context, locale, parts, path } = page;
  const { actor } = context;
  const who = actor.kind === 'person' ? await person(context.db, actor.personId) : undefined;
  const rehearsal = parts.rehearsal ? await rehearsalView(page) : undefined;
  const note = refusal ? undefined : noteOf(page);
  if (note) forgetNote(page.req);
  return (
    <Layout
      locale={locale}
      title={view.title}
      path={path}
      menu={menuOf(actor, locale, path, reportYearOn(localDay(context.receivedAt, registerZone)))}
      leftMenu={view.leftMenu}
      user={
        who && {
          name: who.name ?? '',
          detail: rolesOf(actor, locale),
          productLine: inRegisterAlone(actor) ? locale.t('core.productLineOfRegister') : undefined,
        }
      }
      signInHref={who ? undefined : '/sign-in'}
      siteNotice={await siteNotice(page)}
      rehearsal={rehearsal}
      live={view.live}
      scripts={view.scripts}
      refused={refusal !== undefined}
      footer={{ version: parts.version, updatedAt: context.receivedAt, links: footerLinks(page) }}
    >
      {note && (
        <Notice tone="success" announce>
          <p>{locale.t(note.key, note.values)}</p>
        </Notice>
      )}
      {view.body}
    </Layout>
  );
}

function footerLinks({ locale: { t }, parts }: PageRequest): LinkItem[] {
  return [
    { href: '/help', text: t('core.footer.help') },
    { href: '/verify', text: t('core.footer.verify') },
    { href: '/docs', text: t('core.footer.api') },
    ...(parts.mailCapture ? [{ href: '/mail', text: t('core.mail.title') }] : []),
  ];
}

async function rehearsalView({ context, path }: PageRequest): Promise<RehearsalView> {
  const { now, running } = await rehearsalClock(context);
  const advance = context.actor.kind === 'person' ? { idempotencyKey: newId(), returnTo: path } : undefined;
  // Time that moved while the page was made has left its content behind: it comes anew as while time is moving.
  const target = running?.targetAt ?? (now === context.receivedAt ? undefined : now);
  return { now, advance, running: target && { target } };
}

async function siteNotice({ context, locale }: PageRequest): Promise<string | undefined> {
  const today = localDay(context.receivedAt, zone);
  const notice = ruleValue(await ruleBook(context.db), sharedRules.siteNotice, { version: 0, on: today, today });
  return notice[locale.language] || undefined;
}

function rolesOf(actor: Actor, { t }: Locale): string {
  const held = [...new Set(actor.grants.map((grant: { role: Role }) => t(`core.role.${grant.role}`)))];
  return held.length > 0 ? held.join(', ') : t('core.role.participant');
}

/** The main menu: what somebody of these roles comes for, most used first. */
function menuOf(actor: Actor, { t }: Locale, path: string, reportYear: number): LinkItem[] {
  if (actor.kind !== 'person') return [];
  const items: [string, string][] = [['/', t('core.menu.start')]];
  // Whoever works in the register alone has nothing to do with rounds.
  if (!inRegisterAlone(actor)) items.push(['/certification/rounds', t('core.menu.rounds')]);
  if (hasRole(actor, 'municipality_admin', 'municipality_user')) items.push(['/register', t('register.overview.title')]);
  if (hasRole(actor, 'directorate'))
    items.push(['/register/oversight', t('register.oversight.title')], ['/register/lookups', t('register.lookups.title')]);
  if (hasRole(actor, 'municipality_admin', 'municipality_user')) items.push(['/register/projects', t('register.projects.title')]);
  if (hasRole(actor, 'municipality_admin', 'municipality_user', 'directorate'))
    items.push([`/register/reports/${reportYear}`, t('register.report.menu')]);
  if (hasRole(actor, 'municipality_admin')) items.push(['/register/invitations', t('register.invitations.title')]);
  if (hasRole(actor, 'grader')) items.push(['/certification/grading', t('core.menu.grading')]);
  if (hasRole(actor, 'region', 'agency')) items.push(['/certification/regions', t('core.menu.regions')]);
  if (hasRole(actor, 'coordinator', 'agency'))
    items.push(
      ['/certification/corrections', t('core.menu.corrections')],
      ['/letters', t('core.menu.letters')],
      ['/forecast', t('records.forecast.title')],
    );
  if (hasRole(actor, 'agency')) items.push(['/people', t('core.menu.people')]);
  if (setRules.holds(actor, undefined)) items.push(['/rules', t('core.menu.rules')]);
  if (hasRole(actor, 'agency'))
    items.push(['/log', t('core.menu.log')], ['/lookups', t('core.menu.lookups')], ['/operations', t('core.menu.operations')]);
  items.push(['/account', t('core.menu.account')]);
  const here = path.split('?')[0]!;
  return items.map(([href, text]) => ({
    href,
    text,
    current: href === '/' || href === '/register' ? here === href : here.startsWith(href),
  }));
}
