// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.query.line;

import dev.gvtrace.replay.query.LineWords;
import dev.gvtrace.replay.query.LineWords.Word;
import dev.gvtrace.replay.query.QueryCatalog;
import dev.gvtrace.replay.query.line.Place.Kind;
import dev.gvtrace.replay.query.line.Token.Role;
import dev.gvtrace.replay.query.stage.StageParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a line, whatever is wrong with it or missing: finds the roles of its parts, and what may stand at its end. The
 * arguments of a command are read as its synopsis names them: {@code CONDITION}, {@code PID}, {@code FILE}, {@code T}.
 */
public final class LineScan {
    private static final Set<String> CONDITIONS = Set.of("CONDITION", "COND");
    private static final Set<String> COLUMNS = Set.of("A,B", "X", "X[:desc],Y");
    private static final List<String> NONE = List.of();

    private final String line;
    private final Vocabulary vocabulary;
    private final List<Token> tokens = new ArrayList<>();
    private final List<Place> before = new ArrayList<>();
    private Place place;
    private boolean open;
    private List<String> options = NONE;
    private char around;

    private LineScan(String line, Vocabulary vocabulary) {
        this.line = line;
        this.vocabulary = vocabulary;
        place = at(Kind.COMMAND, "", null);
    }

    /** Reads a line. */
    public static LineScan of(String line, Vocabulary vocabulary) {
        LineScan scan = new LineScan(line, vocabulary);
        if (line.stripLeading().startsWith("#")) {
            scan.tokens.add(new Token(line.indexOf('#'), line.length(), Role.COMMENT));
            scan.before.add(scan.at(Kind.FREE, "", null));
            scan.place = scan.at(Kind.FREE, "", null);
        } else {
            scan.read(LineWords.of(line));
        }
        return scan;
    }

    /** The names of the stages of a line; "" for one without a name. */
    static List<String> stageNames(String line) {
        List<String> names = new ArrayList<>();
        List<Word> words = LineWords.of(line);
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).isBar()) {
                boolean named = i + 1 < words.size() && !words.get(i + 1).isBar();
                names.add(named ? words.get(i + 1).text() : "");
            }
        }
        return names;
    }

    /** The parts, from left to right; blanks belong to none. */
    public List<Token> tokens() {
        return List.copyOf(tokens);
    }

    /** What may stand at the end of the line, in place of the part that ends there. */
    public Place place() {
        return place;
    }

    /** True if a quote, a bracket or a bar at the end asks for more, so that the line continues on the next one. */
    public boolean isOpen() {
        return open;
    }

    /** The options of the command or stage at the end of the line that are not given yet. */
    public List<String> options() {
        return options;
    }

    /** The quote that encloses the condition at the end of the line; 0 without. */
    public char around() {
        return around;
    }

    private Place at(Kind kind, String subject, @Nullable RowShape rows) {
        return new Place(kind, line.length(), subject, rows);
    }

    private void token(int start, int end, Role role, Place expected) {
        tokens.add(new Token(start, end, role));
        before.add(expected);
    }

    private void read(List<Word> words) {
        List<Word> segment = new ArrayList<>();
        Word bar = null;
        for (Word word : words) {
            if (word.isBar()) {
                segment(segment, bar);
                segment.clear();
                bar = word;
                token(word.start(), word.end(), Role.PUNCTUATION, at(Kind.FREE, "", null));
                place = at(Kind.STAGE, "", null);
                options = NONE;
                around = 0;
            } else {
                segment.add(word);
            }
        }
        segment(segment, bar);
        Word last = words.isEmpty() ? null : words.get(words.size() - 1);
        open |= last != null && (last.open() != 0 || last.isBar() && words.size() > 1);
        int count = tokens.size();
        if (count > 0 && tokens.get(count - 1).end() == line.length() && isTyped(tokens.get(count - 1))) {
            Place expected = before.get(count - 1);
            place = new Place(expected.kind(), tokens.get(count - 1).start(), expected.subject(), expected.rows());
        }
    }

    /** False for a part that is complete as soon as it is typed. */
    private boolean isTyped(Token token) {
        boolean symbol = token.role() == Role.OPERATOR && !Character.isLetter(line.charAt(token.start()));
        return !symbol && token.role() != Role.PUNCTUATION;
    }

    private void segment(List<Word> words, @Nullable Word bar) {
        if (words.isEmpty()) {
            return;
        }
        Word name = words.get(0);
        Place naming = at(bar == null ? Kind.COMMAND : Kind.STAGE, "", null);
        List<Word> rest = words.subList(1, words.size());
        boolean last = name.end() == line.length();
        if (bar == null) {
            QueryCatalog.Info command = vocabulary.command(name.text());
            boolean known = command != null || isBuiltIn(name.text());
            token(
                    name.start(),
                    name.end(),
                    known || last && vocabulary.hasCommandFrom(name.text()) ? Role.COMMAND : Role.WRONG,
                    naming);
            if (command != null) {
                RowShape rows = vocabulary.rowsOf(command.name());
                arguments(rest, command.synopsis(), command.options(), rows);
            } else {
                free(rest);
            }
            return;
        }
        StageParser.Info stage = vocabulary.stage(name.text());
        boolean begun =
                last && StageParser.all().stream().anyMatch(each -> each.name().startsWith(name.text()));
        token(name.start(), name.end(), stage != null || begun ? Role.COMMAND : Role.WRONG, naming);
        if (stage == null) {
            free(rest);
            return;
        }
        RowShape rows = vocabulary.rowsAfter(line.substring(0, bar.start()));
        arguments(rest, stage.synopsis(), NONE, rows);
    }

    private static boolean isBuiltIn(String name) {
        return name.equals("quit") || name.equals("exit") || name.equals("?");
    }

    private void free(List<Word> words) {
        options = NONE;
        place = at(Kind.FREE, "", null);
        words.forEach(word -> token(word.start(), word.end(), plain(word), place));
    }

    private static Role plain(Word word) {
        char first = word.text().charAt(0);
        return first == '"' || first == '\'' ? Role.QUOTED : Role.PLAIN;
    }

    /** Reads the words behind a command or stage. */
    private void arguments(List<Word> words, String synopsis, List<String> options, RowShape rows) {
        List<String> holders = placeholders(synopsis);
        boolean conditional = holders.stream().anyMatch(CONDITIONS::contains);
        if (conditional) {
            ConditionScan condition = new ConditionScan(line, vocabulary, rows, tokens, before);
            withOptions(words, options, condition::word, condition::expected);
            open |= condition.isOpen();
            around = condition.around();
        } else if (holders.stream().anyMatch(COLUMNS::contains) || holders.contains("by")) {
            StageArguments columns = new StageArguments(line, vocabulary, rows, holders, tokens, before);
            withOptions(words, options, columns::word, columns::expected);
        } else {
            Plain plain = new Plain(holders);
            withOptions(words, options, plain::word, plain::expected);
        }
    }

    /** Words in brackets are arguments as well; options, which have names of their own, are not among them. */
    private static List<String> placeholders(String synopsis) {
        List<String> holders = new ArrayList<>();
        boolean value = false;
        for (String word : synopsis.replaceAll("[\\[\\](){}|]", " ").split("\\s+")) {
            String name = synopsis.contains(word + "[:desc],Y") ? "X[:desc],Y" : word.replace("...", "");
            if (name.startsWith("--")) {
                value = !name.contains("=");
            } else if (value) {
                value = false;
            } else if (!name.isEmpty()) {
                holders.add(name);
            }
        }
        return holders;
    }

    private interface Reader {
        void word(Word word);
    }

    private interface Expectation {
        Place now();
    }

    private void withOptions(List<Word> words, List<String> known, Reader reader, Expectation expectation) {
        String option = "";
        List<String> unused = new ArrayList<>(known);
        for (Word word : words) {
            if (!option.isEmpty()) {
                token(word.start(), word.end(), plain(word), at(Kind.OPTION_VALUE, option, null));
                option = "";
            } else if (word.text().startsWith("--") && !known.isEmpty()) {
                int equals = word.text().indexOf('=');
                String name = equals < 0 ? word.text() : word.text().substring(0, equals);
                boolean begun = word.end() == line.length() && equals < 0;
                boolean right = known.contains(name) || begun && known.stream().anyMatch(each -> each.startsWith(name));
                unused.remove(name);
                int end = equals < 0 ? word.end() : word.start() + equals;
                token(word.start(), end, right ? Role.OPTION : Role.WRONG, at(Kind.OPTION, "", null));
                if (equals >= 0) {
                    token(end + 1, word.end(), Role.PLAIN, at(Kind.OPTION_VALUE, name, null));
                } else {
                    option = name;
                }
            } else {
                reader.word(word);
            }
        }
        options = unused;
        Place now = expectation.now();
        place = option.isEmpty() ? at(now.kind(), now.subject(), now.rows()) : at(Kind.OPTION_VALUE, option, null);
    }

    /** Arguments that are values, one after another; the last placeholder stands for all that follow. */
    private final class Plain {
        private final List<String> holders;
        private int count;

        Plain(List<String> holders) {
            this.holders = holders;
        }

        void word(Word word) {
            token(word.start(), word.end(), plain(word), expected());
            count++;
        }

        Place expected() {
            if (holders.isEmpty()) {
                return at(Kind.OPTION, "", null);
            }
            return at(Kind.ARGUMENT, holders.get(Math.min(count, holders.size() - 1)), null);
        }
    }
}
