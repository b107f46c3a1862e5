import { allFields, isComplete, missing, required, statusOf } from './fields';
import { lastDayOf, stateOf } from './invitations';
import { refuseUnclear } from './lookups';
import { municipalities, type Facts, type ParticipationFacts } from './program';
import { incomplete, isOwed, mismatched, ranIn, reported, reportOf } from './reports';
import { today, type Participation, type World } from './state';
import { lengthPassed } from './tasks';

/** What stands now. */
export function factsOf(world: World): Facts {
  refuseUnclear(world);
  return {
    now: world.now,
    participations: world.participations.map((one) => participationFacts(world, one)),
    invitations: world.invitations.map((one) => ({
      invitation: one.ref,
      municipality: one.municipality,
      email: one.whom,
      state: stateOf(world, one),
      links: one.links,
      lastDayOn: lastDayOf(one),
      openedAt: one.openedAt,
      acceptedAt: one.acceptedAt,
    })),
    grants: world.grants,
    projects: world.projects.map(({ ref: project, municipality, startsOn, endsOn, offersProgramme, version }) => ({
      project,
      municipality,
      startsOn,
      endsOn,
      offersProgramme,
      version,
    })),
    reports: reportFacts(world),
    letters: lettersAlike(world),
    tasks: [...world.tasks].map((task) => {
      const [of, role, what] = task.split('|') as [string, string, string];
      return { case: of, role, what };
    }),
  };
}

function participationFacts(world: World, one: Participation): ParticipationFacts {
  const months = lengthPassed(world, one);
  const [all, empty] = [required(one.fields, 'report'), missing(one, 'report')];
  return {
    participation: one.ref,
    municipality: one.municipality,
    sameAs: world.participations.find(({ person }) => person === one.person)!.ref,
    number: `${one.person.id!.number.slice(0, 6)}*****`,
    name: nameShown(one),
    state: statusOf(one),
    fields: Object.fromEntries(allFields.map((field) => [field, one.fields[field]])),
    entries: one.entries.filter(({ removed }) => !removed).map(({ kind, fields }) => ({ kind, ...fields })),
    lookups: one.lookups.map(({ state, mismatch }) => (mismatch ? `${state} ${mismatch}` : state)),
    warnings: [...(one.ageWarning ? [one.ageWarning] : []), ...(months === null ? [] : [`programme_length ${months}`])],
    missing: { start: missing(one, 'start'), report: empty, discharge: missing(one, 'discharge') },
    ready: `${all.length - empty.length} of ${all.length}`,
    savedAt: one.savedAt,
    dischargedAt: one.dischargedAt,
    changedSinceDischarge: one.changedSinceDischarge,
    returnOf: one.returnOf?.ref ?? null,
    version: one.version,
  };
}

/** A name is shown where this record has been told it; what another municipality was told is not told here (reading L3). */
function nameShown({ lookups, person }: Participation): string | null {
  return lookups.some((lookup) => lookup.state === 'found' && lookup.person === person) ? person.name : null;
}

function reportFacts(world: World): Facts['reports'] {
  const last = Number(today(world).slice(0, 4));
  const years = Array.from({ length: last - 2024 }, (_, at) => 2025 + at);
  return municipalities.flatMap((municipality) =>
    years.map((year) => {
      const report = reportOf(world, municipality, year);
      const ofYear = reported(world, municipality, year);
      return {
        municipality,
        year,
        state: report?.state ?? null,
        dueOn: report?.dueOn ?? null,
        overdue: report !== undefined && isOwed(report) && today(world) > report.dueOn,
        openedAt: report?.openedAt ?? null,
        changedSince: report?.changedSince ?? false,
        totals: totalsOf(ofYear, year),
        incomplete: incomplete(ofYear).map((one) => `${one.ref}: ${missing(one, 'report').join(' ')}`),
        mismatched: mismatched(ofYear).map(({ ref }) => ref),
      };
    }),
  );
}

/** Totals by status, reason, class, financing, activity (`domain.md` 6.7); what nobody has is left out. */
function totalsOf(ofYear: readonly Participation[], year: number): Readonly<Record<string, unknown>> {
  const counted = (of: (one: Participation) => readonly (string | number | null)[]): Readonly<Record<string, number>> => {
    const counts: Record<string, number> = {};
    for (const one of ofYear) for (const what of new Set(of(one))) if (what !== null) counts[`${what}`] = (counts[`${what}`] ?? 0) + 1;
    return counts;
  };
  return {
    participations: ofYear.length,
    state: counted((one) => [statusOf(one)]),
    mainReason: counted(({ fields }) => [fields['mainReason'] ?? null]),
    subReason: counted(({ fields }) => (fields['subReason'] === null ? [] : [`${fields['mainReason']} ${fields['subReason']}`])),
    participantClass: counted(({ fields }) => [fields['participantClass'] ?? null]),
    financing: counted(({ fields }) => [fields['financing'] ?? null]),
    activity: counted(({ entries }) =>
      entries.filter((entry) => isComplete(entry) && ranIn({ startOn: entry.fields.fromOn, endOn: entry.fields.toOn }, year)).map(({ fields }) => fields.type),
    ),
  }; // prettier-ignore
}

function lettersAlike(world: World): Facts['letters'] {
  const counts = new Map<string, Facts['letters'][number]>();
  for (const { to, template, dueAt, state } of world.letters) {
    const key = [to, template, dueAt, state].join();
    counts.set(key, { to, template, dueAt, state, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()];
}
