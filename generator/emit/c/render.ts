/** Templates are compiled once per process, on first use. */
import Handlebars from 'handlebars';

type Render = (view: object) => string;
const compiled = new Map<string, Render>();

export function render(template: string, view: object): string {
  let renderer = compiled.get(template);
  if (renderer === undefined) {
    renderer = Handlebars.compile(template, { noEscape: true, strict: true });
    compiled.set(template, renderer);
  }
  return renderer(view);
}
