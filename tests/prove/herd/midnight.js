// Loaded by `--require` into API and worker of the herd: moves every midnight by FRIST_PROVE_MIDNIGHT_MS, so that a day ends when the proof is ready for it and
// not at midnight. Rules, stories and timers are the product's own; only the zone is one that no country has.
module.exports = require('../support/probe.js'); // and is looked into as others are
const path = require('node:path');

const dist = path.join(process.cwd(), 'dist');
const calendar = require(path.join(dist, 'domain/core/calendar.js'));
const { atHour, startOfDay, endOfDay, localDay, localHour, addDaysAt } = calendar;
const shiftMs = Number(process.env.FRIST_PROVE_MIDNIGHT_MS);
const moved = (instant, ms) => new Date(Date.parse(instant) + ms).toISOString();
Object.assign(calendar, {
  atHour: (day, hour, zone) => moved(atHour(day, hour, zone), shiftMs),
  startOfDay: (day, zone) => moved(startOfDay(day, zone), shiftMs),
  endOfDay: (day, zone) => moved(endOfDay(day, zone), shiftMs),
  inTime: (receivedAt, day, zone) => receivedAt < moved(endOfDay(day, zone), shiftMs),
  localDay: (instant, zone) => localDay(moved(instant, -shiftMs), zone),
  localHour: (instant, zone) => localHour(moved(instant, -shiftMs), zone),
  addDaysAt: (instant, days, zone) => moved(addDaysAt(moved(instant, -shiftMs), days, zone), shiftMs),
});

// A trial: each sleeping story looks again somewhere within so many milliseconds after it is due, instead of at once. What it then does is effective as before.
const spreadMs = Number(process.env.FRIST_PROVE_SPREAD_MS ?? 0);
if (spreadMs > 0) {
  const reading = require(path.join(dist, 'activities/core/reading.js'));
  const { nextOf } = reading;
  reading.nextOf = async (...given) => {
    const next = await nextOf(...given);
    return next.lookAt === null ? next : { ...next, lookAt: moved(next.lookAt, Math.floor(Math.random() * spreadMs)) };
  };
}
