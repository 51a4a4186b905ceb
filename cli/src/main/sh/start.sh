# SPDX-License-Identifier: Apache-2.0
# Copyright the gvtrace authors
#
# The end of the launchers, that of the tree and that of the packages, which source it: starts the program with options
# that suit the verb, and makes the class-data archive before the first start. They set java, jar (the program), archive,
# made (empty if the archive has to be made) and samples (what it is made with).
# shellcheck shell=sh disable=SC2154

# A class-data archive makes starts faster. It contains the classes of a replay and a query, and is valid for one JVM
# only. The first process makes it; others that start meanwhile run without it. It extends the JVM's own archive; if the
# JVM has none, as most images made by jlink, it also contains the classes of the JDK.
archiving() {
  "$java" "$@" -Xlog:disable -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$jar" \
    dev.gvtrace.cli.Training "$samples/rules" "$samples/traces/web-break-in.gvt" </dev/null >/dev/null 2>&1 || true
}
train() {
  archiving -XX:ArchiveClassesAtExit="$archive.$$"
  if [ ! -f "$archive.$$" ]; then
    archiving -Xshare:off -XX:DumpLoadedClassList="$archive.$$.classes"
    archiving -Xshare:dump -XX:SharedClassListFile="$archive.$$.classes" -XX:SharedArchiveFile="$archive.$$"
    rm -f "$archive.$$.classes"
  fi
  if [ -f "$archive.$$" ]; then mv -f "$archive.$$" "$archive"; else : > "$archive"; fi
}
if [ -z "$made" ] && [ -w "${archive%/*}" ]; then
  if command -v flock >/dev/null 2>&1; then
    (flock -n 9 || exit 0; train) 9>"${archive%.jsa}.training"
  else
    train
  fi
fi

# True if the files among the arguments are small: the optimizing compiler pays off only for millions of messages, and
# for fewer it costs more than everything else. A message takes about eight bytes of a trace file.
small() {
  shift
  left=$#
  while [ "$left" -gt 0 ]; do
    word=$1
    shift
    left=$((left - 1))
    { [ "$word" = - ] || [ -p "$word" ] || [ -c "$word" ]; } && return 1
    [ -e "$word" ] && set -- "$@" "$word"
  done
  [ $# -gt 0 ] || return 0
  total=$(du -ckL "$@" 2>/dev/null | tail -n 1)
  total=${total%%[!0-9]*}
  [ "${total:-999999}" -le 24576 ]
}

case "${1:-}" in
  # Collections stop all receivers; a small young generation keeps them short.
  capture) tune="-Xms128m -Xmx1g -Xmn16m -XX:+UseSerialGC" ;;
  replay | query | report)
    # Less inlining saves much of the optimizing compiler's time without slower code (bench/README.md).
    tune="-Xms64m -Xmx384m -XX:+UseParallelGC -XX:FreqInlineSize=80 -XX:InlineSmallCode=800"
    if small "$@"; then tune="-Xms64m -Xmx384m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC"; fi
    ;;
  *) tune="-Xmx384m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC" ;;
esac

# Extensions follow the program on the class path, so the archive stays valid.
if [ -n "${GVTRACE_EXTENSIONS:-}" ]; then
  set -- --enable-native-access=ALL-UNNAMED -cp "$jar:$GVTRACE_EXTENSIONS" \
    dev.gvtrace.cli.Main "$@"
else
  set -- -jar "$jar" "$@"
fi

# shellcheck disable=SC2086 # options are split into words
exec "$java" $tune -Xshare:auto -XX:SharedArchiveFile="$archive" -Xlog:disable ${GVTRACE_JAVA_OPTS:-} "$@"
