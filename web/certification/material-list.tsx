import type { JSX } from 'preact';
import type { Material } from '../../db/certification/rounds';
import type { Locale } from '../core/locale';
import { paths, sizeText } from './names';

/** The files of a round's material, to save. */
export function MaterialList({
  locale,
  roundId,
  material,
}: Readonly<{ locale: Locale; roundId: string; material: readonly Material[] }>): JSX.Element {
  return (
    <ul class="ds-list">
      {material.map(({ position, name, size }) => (
        <li key={position}>
          <a href={`${paths.round(roundId)}/material/${position}`}>{name}</a> <span class="frist-subtle">({sizeText(locale, size)})</span>
        </li>
      ))}
    </ul>
  );
}
