// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.io;

import dev.gvtrace.api.TraceInfo;
import dev.gvtrace.capture.session.SessionConfigException;
import dev.gvtrace.capture.session.SessionConfigReader;
import dev.gvtrace.capture.session.TraceSessionConfig;
import dev.gvtrace.capture.session.TraceSessionConfig.Sink;
import dev.gvtrace.text.Text;
import dev.gvtrace.trace.Gap;
import dev.gvtrace.trace.RecordCursor;
import dev.gvtrace.trace.RecordKind;
import dev.gvtrace.trace.Selection;
import dev.gvtrace.trace.TraceSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The numbers of missing messages of a trace by cause, and remedies. */
public final class Losses {
    private final Map<LossCause, Long> lost = new EnumMap<>(LossCause.class);
    private final int retries;
    private long recorded;

    private Losses(int retries) {
        this.retries = retries;
    }

    /** Those of a trace. */
    public static Losses of(TraceInfo trace) {
        Text session = trace.session();
        Losses losses = new Losses(retries(session == null ? null : session.bytes()));
        losses.recorded = trace.messages();
        trace.lostByCause().forEach(losses::add);
        return losses;
    }

    /** How often the Sentry retries sending a message; -1 when unknown. */
    private static int retries(byte @Nullable [] session) {
        if (session == null) {
            return -1;
        }
        try {
            TraceSessionConfig config = SessionConfigReader.read(session);
            return config.sinks().stream()
                    .filter(sink -> sink.endpoint() != null)
                    .mapToInt(Sink::retries)
                    .map(given -> Math.max(0, given))
                    .findFirst()
                    .orElse(-1);
        } catch (SessionConfigException e) {
            return -1;
        }
    }

    /** Those that gap records of a trace count; it is read for them as a whole. */
    public static Losses of(TraceSource source) throws IOException {
        Losses losses = new Losses(retries(source.opening().session()));
        losses.recorded = source.summary().messages();
        try (RecordCursor records = source.records(Selection.all())) {
            while (records.next()) {
                if (records.kind() == RecordKind.GAP) {
                    Gap gap = Gap.decode(records.buffer(), records.offset(), records.length());
                    losses.add(gap.cause(), gap.lost());
                }
            }
        }
        return losses;
    }

    private void add(Text cause, long messages) {
        if (messages > 0) {
            lost.merge(LossCause.of(cause), messages, Long::sum);
        }
    }

    /** Of all that was sent, in lines for people; empty when nothing is lost. */
    public List<String> advice() {
        List<String> lines = new ArrayList<>();
        long sent = recorded + lost.values().stream().mapToLong(Long::longValue).sum();
        lost.forEach((cause, count) -> lines.add(String.format(
                Locale.ROOT,
                "%d messages (%.3g %%) are missing because %s: %s",
                count,
                100.0 * count / Math.max(1, sent),
                cause.text(),
                remedy(cause))));
        return lines;
    }

    /** The remedy when the Sentry drops messages, for any session. */
    public static String whenSocketsAreFull() {
        return new Losses(-1).remedy(LossCause.SOCKET);
    }

    private String remedy(LossCause cause) {
        return switch (cause) {
            case SOCKET ->
                moreRetries()
                        + "fewer points ('gvtrace session --profile minimal', or --rules FILE for no more than your rules need), more processors for sandboxes and recorder";
            case BUFFER -> "'gvtrace capture --buffer 32M', a faster disk, fewer or cheaper --rules while recording";
            case LENGTH -> "'gvtrace capture --max-message 8M'";
            case DISK -> "make room, or let old traces go: 'gvtrace capture --keep-size', --keep-for";
            case RESTART ->
                "more attempts wait longer for the recorder ('gvtrace session --retries 100': up to a second for each message)";
            case NOBODY -> "a recorder that is started again at once, with 'gvtrace capture --attach'";
            case LET_GO ->
                "'gvtrace verify' with the ledger shows which; 'gvtrace capture --flight-recorder' with more time keeps more";
            case OTHER -> "'gvtrace verify' reports what is wrong";
        };
    }

    /** With the figures of {@code bench/README.md}. */
    private String moreRetries() {
        if (retries >= TraceSessionConfig.RETRIES) {
            return "it tried " + (retries + 1) + " times; ";
        }
        return "more attempts ('gvtrace session --retries " + TraceSessionConfig.RETRIES + "'"
                + (retries < 0 ? "" : ", this one had " + retries)
                + ": of 35 threads that called without a pause 0 in 1,000 messages were lost with 12, 11 with 3, 166 without), ";
    }
}
