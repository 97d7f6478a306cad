package quorate.cli.bench;

/** How long one picture took by itself, in microseconds. */
record Sample(String picture, long micros) {}
