// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.bench;

import dev.gvtrace.replay.filter.match.PathTrie;
import dev.gvtrace.replay.filter.match.TextSet;
import dev.gvtrace.text.ByteText;
import dev.gvtrace.text.Glob;
import dev.gvtrace.text.Text;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A comparison with constants, of a byte string as the engine has it, and of a {@link Text}. Those of strings are what
 * the matchers of {@code replay.filter} do.
 */
abstract class TextTest {
    abstract boolean string(String value);

    abstract boolean text(Text value);

    static TextTest of(FieldComparisons.Comparison comparison) {
        List<String> constants = comparison.constants();
        return switch (comparison.operator()) {
            case EQUAL, DOUBLE_EQUAL -> new Equal(constants.get(0));
            case NOT_EQUAL -> new NotEqual(constants.get(0));
            case IN -> new In(constants);
            case STARTSWITH -> new Begins(constants.get(0));
            case ENDSWITH -> new Ends(constants.get(0));
            case CONTAINS -> new Contains(constants.get(0));
            case GLOB -> new Pattern(constants.get(0));
            case PMATCH -> new Paths(constants);
            default -> throw new IllegalArgumentException(comparison.operator().text());
        };
    }

    private static final class Equal extends TextTest {
        private final String constant;
        private final Text text;

        Equal(String constant) {
            this.constant = constant;
            this.text = ByteText.toText(constant);
        }

        @Override
        boolean string(String value) {
            return value.equals(constant);
        }

        @Override
        boolean text(Text value) {
            return value.equals(text);
        }
    }

    private static final class NotEqual extends TextTest {
        private final String constant;
        private final Text text;

        NotEqual(String constant) {
            this.constant = constant;
            this.text = ByteText.toText(constant);
        }

        @Override
        boolean string(String value) {
            return !value.equals(constant);
        }

        @Override
        boolean text(Text value) {
            return !value.equals(text);
        }
    }

    private static final class In extends TextTest {
        private final TextSet set;
        private final Set<Text> texts;

        In(List<String> constants) {
            set = new TextSet(constants);
            texts = constants.stream().map(ByteText::toText).collect(Collectors.toSet());
        }

        @Override
        boolean string(String value) {
            return set.contains(value);
        }

        @Override
        boolean text(Text value) {
            return texts.contains(value);
        }
    }

    private static final class Begins extends TextTest {
        private final String constant;
        private final Text text;

        Begins(String constant) {
            this.constant = constant;
            this.text = ByteText.toText(constant);
        }

        @Override
        boolean string(String value) {
            return value.startsWith(constant);
        }

        @Override
        boolean text(Text value) {
            return value.startsWith(text);
        }
    }

    /** The others have no form of their own for a text. */
    private abstract static class ByString extends TextTest {
        @Override
        final boolean text(Text value) {
            return string(ByteText.of(value));
        }
    }

    private static final class Ends extends ByString {
        private final String constant;

        Ends(String constant) {
            this.constant = constant;
        }

        @Override
        boolean string(String value) {
            return value.endsWith(constant);
        }
    }

    private static final class Contains extends ByString {
        private final String constant;

        Contains(String constant) {
            this.constant = constant;
        }

        @Override
        boolean string(String value) {
            return value.contains(constant);
        }
    }

    private static final class Pattern extends ByString {
        private final Glob glob;

        Pattern(String constant) {
            glob = Glob.compile(constant, false);
        }

        @Override
        boolean string(String value) {
            return glob.matches(value);
        }
    }

    private static final class Paths extends ByString {
        private final PathTrie paths;

        Paths(List<String> constants) {
            paths = new PathTrie(constants);
        }

        @Override
        boolean string(String value) {
            return paths.matches(value);
        }
    }
}
