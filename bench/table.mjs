// The table at the end: what was measured, its spread over the rounds, what it should be.
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

export function spread(values) {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values), rounds: values.length };
}

const number = (value) => (value >= 1000 ? Math.round(value).toLocaleString("en") : value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2));

export function table(rows, machine) {
  const lines = [["figure", "median", "min … max", "", "target", "met", ""]];
  for (const row of rows)
    lines.push([
      row.what, number(row.median), row.rounds > 1 ? `${number(row.min)} … ${number(row.max)}` : "", row.unit,
      row.target ?? "", row.met === undefined ? "" : row.met ? "yes" : "NO", row.note,
    ]);
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const text = lines.map((line) => `| ${line.map((cell, i) => (i === 1 ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join(" | ")} |`);
  text.splice(1, 0, `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`);
  return `${machine.cpu}, ${machine.cores} cores, ${machine.memory_gb} GB, Linux ${machine.kernel}\n\n${text.join("\n")}`;
}
