// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import dev.gvtrace.cli.io.CommandException;
import dev.gvtrace.cli.io.ExitCode;
import dev.gvtrace.cli.io.Streams;
import dev.gvtrace.replay.field.Binding;
import dev.gvtrace.replay.output.TableRenderer;
import dev.gvtrace.replay.query.CommandText;
import dev.gvtrace.replay.query.QueryCatalog;
import dev.gvtrace.replay.state.EventContext;
import dev.gvtrace.replay.table.RequestException;
import dev.gvtrace.replay.table.ScanRequest;
import dev.gvtrace.replay.table.indicator.Indicator;
import dev.gvtrace.replay.table.indicator.IndicatorList;
import dev.gvtrace.replay.table.indicator.IndicatorTable;
import dev.gvtrace.text.FileNames;
import dev.gvtrace.trace.FileErrors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Looks the indicators of a list up in the traces; the table {@code indicators} has the hits from then on. */
final class IocCommand implements ShellCommand {
    /** Indicators that cannot be checked are listed with their lines up to this number for each reason. */
    private static final int MOST_LINES = 5;

    private final Answers answers;
    private final Binding<EventContext> binding;
    private final Supplier<TableRenderer.Format> format;
    private final Streams streams;

    IocCommand(Answers answers, Binding<EventContext> binding, Supplier<TableRenderer.Format> format, Streams streams) {
        this.answers = answers;
        this.binding = binding;
        this.format = format;
        this.streams = streams;
    }

    @Override
    public QueryCatalog.Info info() {
        return new QueryCatalog.Info(
                "ioc",
                "FILE [CONDITION] [--from T] [--to T]",
                "where the paths, names, addresses, domains and digests of a list occur",
                List.of("--from", "--to"));
    }

    @Override
    public int run(String rest) throws RequestException {
        CommandText text = CommandText.of(rest);
        if (text.words().isEmpty() || text.words().get(0).startsWith("--")) {
            throw new RequestException("ioc: expected a file with an indicator on each line");
        }
        String file = text.words().get(0);
        IndicatorTable table = new IndicatorTable(IndicatorList.parse(file, content(file)), binding);
        answers.add(table);
        int exitCode =
                answers.print(answers.parse("indicators " + CommandText.withoutFirstWord(rest)), format.get(), null);
        if (!answers.isCancelled()) {
            account(table).forEach(part -> streams.report("gvtrace query: " + part));
        }
        return exitCode;
    }

    private static byte[] content(String file) {
        try {
            Path path = FileNames.ofWord(file);
            try (InputStream in = Files.newInputStream(path)) {
                byte[] content = in.readNBytes(IndicatorList.MOST_BYTES + 1);
                if (content.length > IndicatorList.MOST_BYTES) {
                    throw new CommandException(
                            ExitCode.USAGE, file + ": more than " + IndicatorList.MOST_BYTES + " bytes");
                }
                return content;
            }
        } catch (IOException e) {
            throw new CommandException(ExitCode.USAGE, file + ": " + FileErrors.reason(e), e);
        }
    }

    /** What became of the indicators, in sentences. */
    private List<String> account(IndicatorTable table) {
        IndicatorTable.Seen seen = table.seen();
        List<Indicator> all = table.list().all();
        Map<Indicator, String> unchecked = table.list().unchecked();
        all.forEach(each -> addDigest(each, table, unchecked));
        Set<Indicator> hits = seen.hits();
        long found = all.stream().filter(hits::contains).count();
        long none = all.stream()
                .filter(each -> !hits.contains(each) && !unchecked.containsKey(each))
                .count();
        List<String> parts = new ArrayList<>();
        String read = seen.traces() == answers.tables().sources().size() ? "" : " in the part that was read";
        parts.add(found + " of " + all.size() + (all.size() == 1 ? " indicator" : " indicators")
                + (found == 1 ? " occurs" : " occur") + read + ", " + none + (none == 1 ? " does" : " do") + " not, "
                + unchecked.size() + " cannot be checked");
        Map<String, List<Integer>> reasons = new LinkedHashMap<>();
        unchecked.forEach((each, reason) ->
                reasons.computeIfAbsent(reason, unused -> new ArrayList<>()).add(each.line()));
        reasons.forEach((reason, lines) -> parts.add("not checked: " + lines(lines) + ": " + reason));
        String unasked = String.join("; ", answers.unasked(relevant(), found));
        if (!unasked.isEmpty()) {
            parts.add(unasked + ": an indicator may have occurred there");
        }
        return parts;
    }

    /** Events that show most indicators. */
    private static ScanRequest relevant() {
        return ScanRequest.of("events").where("evt.type in (execve, openat, open, connect, accept4, accept)");
    }

    /** A digest cannot be checked if the traces have none of its kind. */
    private static void addDigest(Indicator each, IndicatorTable table, Map<Indicator, String> unchecked) {
        for (Indicator.Kind kind : List.of(Indicator.Kind.SHA256, Indicator.Kind.SHA1)) {
            if (table.list().isDigest(each, kind) && !table.seen().hasDigest(kind)) {
                String name = kind == Indicator.Kind.SHA256 ? "SHA-256" : "SHA-1";
                unchecked.put(each, name + ": none of a program was recorded");
            }
        }
    }

    private static String lines(List<Integer> lines) {
        StringBuilder text = new StringBuilder(lines.size() == 1 ? "line " : "lines ");
        for (int i = 0; i < Math.min(MOST_LINES, lines.size()); i++) {
            text.append(i == 0 ? "" : ", ").append((int) lines.get(i));
        }
        int more = lines.size() - MOST_LINES;
        return more <= 0 ? text.toString() : text + " and " + more + " more";
    }
}
