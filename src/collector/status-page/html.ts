/** Text that is HTML already: made by `html` only. */
export interface Html {
  readonly html: string;
}

type Hole = Html | string | number | null | false | readonly Hole[];

/** A template whose values are escaped, unless they are HTML themselves; null and false are nothing. */
export function html(parts: TemplateStringsArray, ...holes: readonly Hole[]): Html {
  return { html: parts.reduce((text, part, index) => text + render(holes[index - 1] ?? null) + part) };
}

function render(hole: Hole): string {
  if (hole === null || hole === false) return '';
  if (typeof hole === 'string' || typeof hole === 'number') return escapeHtml(String(hole));
  return isHtml(hole) ? hole.html : hole.map(render).join('');
}

function isHtml(hole: Html | readonly Hole[]): hole is Html {
  return !Array.isArray(hole);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * For an element's text and for a quoted attribute. Control and direction characters, which could make a text look like
 * another one, are shown by their number.
 */
export function escapeHtml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
    .replace(/(?![\n\t])[\p{Cc}\p{Bidi_Control}]/gu, (character) => {
      const code = character.codePointAt(0) ?? 0;
      return `\\u{${code.toString(16)}}`;
    });
}
