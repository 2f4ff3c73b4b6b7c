const DATE_TIME =
  /^(\d{4}-\d{2}-\d{2})T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** RFC 3339 in UTC of a date (`2026-12-31`: the end of that day) or of an RFC 3339 date-time; null for anything else. */
export function parseUntil(text: string): string | null {
  const upper = text.trim().toUpperCase();
  const instant = isDate(upper) ? `${upper}T23:59:59.999Z` : upper;
  const date = DATE_TIME.exec(instant)?.[1];
  return date !== undefined && isDate(date) ? new Date(instant).toISOString() : null;
}

/** Whether the calendar has that day: `Date` takes 30 February for 2 March. */
function isDate(text: string): boolean {
  const day = new Date(`${text}T00:00:00.000Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString() === `${text}T00:00:00.000Z`;
}
