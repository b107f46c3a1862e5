/** Where the page of a case is, by its kind; nowhere for what has no page. */
export function caseHref(kind: string, caseId: string): string | undefined {
  switch (kind) {
    case 'enrolment':
      return `/certification/enrolments/${caseId}`;
    case 'certificate':
    case 'certificate-lifetime':
      return `/certification/certificates/${caseId}`;
    case 'round':
      return `/certification/rounds/${caseId}`;
    case 'invitation':
      return `/register/invitations/${caseId}`;
    case 'participation':
      return `/register/participations/${caseId}`;
    case 'person':
      return `/people/${caseId}`;
    default:
      return undefined;
  }
}
