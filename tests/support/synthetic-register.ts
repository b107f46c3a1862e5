import type { PopulationRegister } from '../../activities/register/population-register';
import { syntheticPerson } from '../../workers/population-register-people';

/** The people of our own population register, told without a process in between. */
export const syntheticRegister: PopulationRegister = {
  async personOf(number) {
    const person = syntheticPerson(number);
    if (!person) return Promise.resolve({ kind: 'unknown', status: 404 });
    return Promise.resolve({
      kind: 'person',
      status: 200,
      name: `${person.firstName} ${person.lastName}`,
      sex: person.sex === 'kvinne' ? 'woman' : 'man',
      bornOn: person.bornOn,
      standing: person.status === 'doed' ? 'dead' : person.status === 'opphoert' ? 'ceased' : 'living',
    });
  },
};
