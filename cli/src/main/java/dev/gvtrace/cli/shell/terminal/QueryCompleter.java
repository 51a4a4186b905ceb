// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell.terminal;

import dev.gvtrace.replay.event.DisplayWidth;
import dev.gvtrace.replay.query.line.LineScan;
import dev.gvtrace.replay.query.line.Place;
import dev.gvtrace.replay.query.line.Suggestion;
import dev.gvtrace.replay.query.line.Suggestions;
import dev.gvtrace.replay.query.line.Vocabulary;
import dev.gvtrace.text.Escapes;
import java.util.List;
import java.util.Set;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Offers what may stand at the cursor, with descriptions that fit the terminal. */
final class QueryCompleter implements Completer {
    /** Arguments that name files. */
    private static final Set<String> FILES = Set.of("FILE", "GOOD.gvt", "TRACE", "RULES");

    private static final int SHORTEST = 20;

    private final Vocabulary vocabulary;
    private final Suggestions suggestions;

    QueryCompleter(Vocabulary vocabulary, Suggestions suggestions) {
        this.vocabulary = vocabulary;
        this.suggestions = suggestions;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        String before = Lines.joined(line.line().substring(0, line.cursor()));
        int columns = reader.getTerminal().getColumns();
        Place place = LineScan.of(before, vocabulary).place();
        if (place.kind() == Place.Kind.ARGUMENT && FILES.contains(place.subject())) {
            FileSuggestions.of(before.substring(place.start())).forEach(each -> candidates.add(of(each, columns)));
        }
        suggestions.of(before).forEach(each -> candidates.add(of(each, columns)));
    }

    /** A description that does not fit beside the text is cut. */
    private static Candidate of(Suggestion each, int columns) {
        String shown = Escapes.message(each.text());
        int left = Math.max(SHORTEST, columns - DisplayWidth.of(shown) - 6);
        String description = DisplayWidth.cut(Escapes.message(each.description()), left);
        return new Candidate(
                each.text(), shown, null, description.isEmpty() ? null : description, null, null, each.whole());
    }
}
