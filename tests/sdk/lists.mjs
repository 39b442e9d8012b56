// Small things done to lists.

/** A sorted copy. */
export function sorted(list, compare) {
  return [...list].sort(compare);
}

/** The ids of entities. */
export function ids(entities) {
  return entities.map((entity) => entity.id);
}
