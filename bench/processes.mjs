// Children of the bench: started, waited for until they say they are ready, and ended whatever happens.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { readFileSync } from "node:fs";

const running = new Set();

/** Starts a child; its standard error goes to ours when `loud`, else it is kept for a failure. */
export function start(command, args, { env = {}, cwd, loud = false } = {}) {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", loud ? "inherit" : "pipe"] });
  child.lastWords = "";
  child.stderr?.on("data", (bytes) => (child.lastWords = (child.lastWords + bytes).slice(-4000)));
  running.add(child);
  child.ended = new Promise((resolve) => {
    child.on("error", (error) => { running.delete(child); child.lastWords += error.message; resolve(-1); });
    child.on("exit", (code, signal) => { running.delete(child); resolve(signal ?? code); });
  });
  return child;
}

/** The URL of a line `ready URL`; an error when the child ends or is silent for too long. */
export function ready(child, limitMs = 60_000) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not ready in time: ${child.spawnargs.join(" ")}\n${child.lastWords}`)), limitMs);
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (!line.startsWith("ready ")) return;
      clearTimeout(timer);
      resolve(line.slice(6).trim());
    });
    child.ended.then((code) => { clearTimeout(timer); reject(new Error(`ended with ${code}: ${child.spawnargs.join(" ")}\n${child.lastWords}`)); });
  });
}

/** Runs a command to its end and answers what it printed. */
export async function output(command, args, { limitMs = 600_000, ...options } = {}) {
  const child = start(command, args, options);
  let text = "";
  child.stdout.on("data", (bytes) => (text += bytes));
  const timer = setTimeout(() => child.kill("SIGKILL"), limitMs);
  const code = await child.ended;
  clearTimeout(timer);
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}\n${child.lastWords}`);
  return text;
}

export async function stop(child) {
  if (!child || !running.has(child)) return;
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 15_000);
  await child.ended;
  clearTimeout(timer);
}

export async function stopAll() {
  await Promise.all([...running].map(stop));
}

/** Resident memory that no file backs, in MB: without Redis, and without mapped files. */
export function anonymousMb(pid) {
  const line = readFileSync(`/proc/${pid}/status`, "utf8").match(/^RssAnon:\s+(\d+) kB/m);
  return Number(line[1]) / 1024;
}

/** Processor time used so far, in microseconds. */
export function processorUs(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10_000; // ticks of 10 ms
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export function say(text) {
  process.stderr.write(`${text}\n`);
}
