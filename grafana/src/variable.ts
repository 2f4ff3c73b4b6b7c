/** A variable of Grafana in an address, with what follows its name: a field or a format. */
export function variable(name: string): string {
  return `\${${name}}`;
}
