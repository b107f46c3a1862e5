import { z } from 'zod';
import { paymentStates } from '../../domain/certification/enrolment';
import { gradeAnswers, manageEnrolments, seeCertificate } from '../../domain/certification/policies';
import { outagesOfRound } from '../../api/certification/outage-queries';
import { admit, finishSelfStudy, handIn, setPayment, withdraw } from '../../api/certification/enrolment-commands';
import { answerView, enrolmentView, receipts, roundMaterial } from '../../api/certification/queries';
import { caseTimelineShown } from '../../api/certification/case-access';
import { caseTopic } from '../core/components';
import { formErrors } from '../core/form-errors';
import { leaveNote, noteOf } from '../core/note';
import { readValues, type Act, type PageRequest, type PageRouter, type Refused, type View } from '../core/page-router';
import { caseTitle, EnrolmentCasePage, type EnrolmentCase } from './enrolment-case';
import { paths } from './names';

const paymentForm = z.object({ payment: z.enum(paymentStates) });
const answerForm = z.object({ text: z.string().max(200_000).optional() });

/** One enrolment, for everybody who may see it: the parts follow who looks. */
export function enrolmentPage(router: PageRouter): void {
  const path = '/certification/enrolments/:id';
  const act = (name: string, work: Act): void => router.post(`${path}/${name}`, 'signed-in', work, show);
  router.get(path, 'signed-in', show);
  act('admit', async (page) => {
    await admit(page.context, page.params['id']!);
    leaveNote(page, 'certification.enrolment.admitted');
    return paths.enrolment(page.params['id']!);
  });
  act('withdraw', async (page) => {
    await withdraw(page.context, page.params['id']!);
    leaveNote(page, 'certification.enrolment.withdrawn');
    return paths.enrolment(page.params['id']!);
  });
  act('self-study-done', async (page) => {
    await finishSelfStudy(page.context, page.params['id']!);
    leaveNote(page, 'certification.enrolment.studyDone');
    return paths.enrolment(page.params['id']!);
  });
  act('payment', async (page, form) => {
    await setPayment(page.context, page.params['id']!, readValues(paymentForm, form.values).payment);
    leaveNote(page, 'certification.enrolment.paymentSaved');
    return paths.enrolment(page.params['id']!);
  });
  act('hand-in', async (page, form) => {
    const { text } = readValues(answerForm, form.values);
    const { answer } = await handIn(page.context, page.params['id']!, { text: text ?? null, files: form.files });
    leaveNote(page, answer.late ? 'certification.handIn.doneLate' : 'certification.handIn.done', { receipt: answer.receiptNumber });
    return paths.enrolment(page.params['id']!);
  });
}

async function show(page: PageRequest, refused?: Refused): Promise<View> {
  const { context, locale, params, poll } = page;
  const { actor } = context;
  const enrolmentId = params['id']!;
  const view = await enrolmentView(context, enrolmentId, poll ? 'again' : 'log');
  const { enrolment } = view.file;
  const isOwn = actor.personId === enrolment.personId;
  const mayManage = manageEnrolments.holds(actor, enrolment);
  const received = await receipts(context, enrolmentId);
  const seesMaterial = enrolment.materialReleasedAt !== null && isOwn;
  const seesCertificate = seeCertificate.holds(actor, enrolment);
  const one: EnrolmentCase = {
    view,
    received,
    text: isOwn && received.answers.length > 0 ? (await answerView(context, enrolmentId)).text : null,
    material: seesMaterial ? await roundMaterial(context, enrolment.roundId) : [],
    events: await caseTimelineShown(context, enrolmentId),
    reading: { as: actor.grants.length > 0 && !isOwn ? 'staff' : 'participant', links: seesCertificate ? ['certificate'] : [] },
    isOwn,
    mayManage,
    mayGrade: gradeAnswers.holds(actor, enrolment) && !isOwn,
    correctable: enrolment.state !== 'withdrawn',
    seesCertificate,
    handedIn: noteOf(page)?.key.startsWith('certification.handIn.') ?? false,
    outages: await outagesOfRound(context, enrolment.roundId),
    at: context.receivedAt,
  };
  const errors = formErrors(locale, refused, {
    payment: locale.t('certification.field.payment'),
    text: locale.t('certification.handIn.text'),
    files: locale.t('certification.handIn.files'),
  });
  return {
    title: caseTitle(locale, one),
    body: (
      <EnrolmentCasePage
        locale={locale}
        one={one}
        errors={errors}
        filesLost={refused !== undefined && (refused.form.files.length > 0 || refused.refusal.code === 'too_large')}
      />
    ),
    live: [caseTopic(enrolmentId)],
  };
}
