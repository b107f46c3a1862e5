/**
 * Words that passwords are made of when people must think of one, as lists of broken ones show again and again, in lower case. A password is looked at
 * without them, so `Sommer2026Sommer!` is no better than `2026!`.
 */
export const commonWords: readonly string[] = `
password passwort passord adgangskode kodeord losenord passphrase hemmelig hemmelighet hemmelighed secret
velkommen welcome letmein login logmein signin access admin administrator superuser root user guest gjest test tester testing demo default changeme
change bytmeg skiftmig master system server database windows microsoft office google facebook instagram apple samsung iphone android internet computer
qwerty qwertz azerty asdfgh zxcvbn qazwsx qweasd zaqxsw wsxedc iloveyou ilove loveyou love elsker jegelskerdeg jegelskerdig
sommer summer vinter winter spring autumn host hosten efteraar januar februar mars marts april juni juli august september oktober november desember december
january february march june july october monday tuesday wednesday thursday friday saturday sunday
mandag tirsdag onsdag torsdag fredag lordag lordag sondag morgen
norge norway norsk danmark denmark dansk sverige svensk oslo bergen trondheim stavanger tromso drammen kristiansand kobenhavn aarhus odense aalborg
kommune kommunen bruker brukernavn bruger brugernavn jobb arbeid arbejde kontor nav navn etternavn fornavn
dragon monkey shadow sunshine princess prinsesse football fotball fodbold baseball basketball soccer hockey superman batman spiderman starwars pokemon
liverpool chelsea arsenal barcelona manchester rosenborg brann valerenga
michael jennifer jordan daniel thomas ashley nicole jessica charlie maggie buster tigger pepper ginger hunter ranger harley mustang ferrari mercedes
whatever trustno trustnoone freedom killer flower cookie chocolate sjokolade banana butterfly sommerfugl computer matrix merlin
correcthorsebatterystaple horse battery staple correct
abc abcd abcdef abc123 pass pwd hallo hello heisann goodbye
thequickbrownfox quickbrownfox jumpsover lazydog
`
  .trim()
  .split(/\s+/)
  .sort((a, b) => b.length - a.length);

/** Rows and orders along which fingers run, forwards or backwards. */
export const commonRuns: readonly string[] = [
  '01234567890',
  'abcdefghijklmnopqrstuvwxyzæøå',
  'qwertyuiopå',
  'asdfghjkløæ',
  'zxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  '!"#¤%&/()=?',
  '!@#$%^&*()_+',
];
