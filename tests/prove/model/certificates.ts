import { today } from './deadlines';
import { tellHolder } from './letters';
import { endLife, life, stands, stateOf } from './life';
import type { Act, Day, Participant } from './program';
import { valueNow } from './rules';
import { refuse, type Certificate, type Enrolment, type World } from './state';
import { later } from './time';

/** Adds a certificate or proof; its life is that of the uses known already. */
function add(world: World, person: Participant, begin: Pick<Certificate, 'kind' | 'issuedOn' | 'firstActiveOn' | 'issuedBy'>): Certificate {
  const at = world.certificates.filter(({ ref }) => ref.person === person).length;
  const certificate: Certificate = {
    ref: { person, at },
    ...begin,
    lastActiveOn: begin.firstActiveOn,
    expiresOn: begin.firstActiveOn,
    warnings: valueNow(world, 'jar.expiryWarnings'),
    revokedOn: null,
    replacedBy: null,
    dutySince: world.now,
    movedAt: world.now,
    told: new Set(),
  };
  Object.assign(certificate, life(world, certificate));
  world.certificates.push(certificate);
  tellHolder(world, certificate, 'certificate');
  return certificate;
}

/** Issues the certificate of a passed task; it replaces every other of its person that is neither revoked nor replaced (`domain.md` 2.4). */
export function issue(world: World, enrolment: Enrolment, issuedOn: Day): void {
  const former = world.certificates.filter((certificate) => certificate.ref.person === enrolment.person && stands(certificate));
  const certificate = add(world, enrolment.person, { kind: 'jar', issuedOn, firstActiveOn: issuedOn, issuedBy: enrolment });
  for (const replaced of former) {
    replaced.replacedBy = certificate;
    endLife(world, replaced, issuedOn);
  }
}

/** Registers a course proof of Region Syddanmark with its course date and the last day of use (`domain.md` 2.4). */
export function registerProof(world: World, { person, courseOn, lastUsedOn }: Extract<Act, { do: 'proof' }>): void {
  if (courseOn > today(world) || (lastUsedOn ?? '') > today(world)) refuse('event_in_future');
  if (world.certificates.some(({ ref, kind, issuedOn }) => ref.person === person && kind === 'rsd_proof' && issuedOn === courseOn))
    refuse('not_allowed_in_state');
  add(world, person, { kind: 'rsd_proof', issuedOn: courseOn, firstActiveOn: later(courseOn, lastUsedOn ?? ''), issuedBy: null });
}

/** Revokes a certificate that is active or expiring; not valid from today on (`domain.md` 2.4). */
export function revoke(world: World, certificate: Certificate): void {
  const state = stateOf(world, certificate);
  if (state !== 'active' && state !== 'expiring') refuse('not_allowed_in_state');
  certificate.revokedOn = today(world);
  endLife(world, certificate, certificate.revokedOn);
}

/** Takes back a certificate whose verdict was wrong: it is revoked, and what it had replaced comes back, or goes to what replaced it (`domain.md` 2.6). */
export function takeBack(world: World, certificate: Certificate): void {
  if (stands(certificate)) endLife(world, certificate, today(world));
  certificate.revokedOn ??= today(world);
  for (const other of world.certificates) {
    if (other.replacedBy !== certificate) continue;
    other.replacedBy = certificate.replacedBy;
    other.dutySince = world.now;
    // It stands where it would have stood: that it has expired meanwhile is still to be said (readings P14).
    if (stands(other)) Object.assign(other, life(world, other));
  }
}
