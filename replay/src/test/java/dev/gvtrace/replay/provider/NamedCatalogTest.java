// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NamedCatalogTest {
    /** Provides the words of a text; one with a digit is invalid. */
    private static final class Words implements NamedCatalog.Kind<Text, String> {
        @Override
        public String noun() {
            return "word";
        }

        @Override
        public String owner(Text text) {
            return Objects.requireNonNull(text.owner());
        }

        @Override
        public Collection<String> of(Text text) {
            return Arrays.asList(text.words().split(" "));
        }

        @Override
        public String name(String word) {
            return word;
        }

        @Override
        public @Nullable String expected(String word) {
            return word.chars().anyMatch(Character::isDigit) ? "letters" : null;
        }
    }

    private record Text(@Nullable String owner, String words) {}

    private static NamedCatalog<Text, String> catalog(Text... texts) throws ProviderException {
        return NamedCatalog.of(new Words(), List.of("b", "a"), List.of(texts));
    }

    private static void refuses(String message, Text... texts) {
        assertThatThrownBy(() -> catalog(texts))
                .isInstanceOf(ProviderException.class)
                .hasMessage(message);
    }

    @Test
    void listsItsOwnFirstThenThoseOfProvidersInTheirOrder() throws ProviderException {
        Text first = new Text("one", "d c");
        NamedCatalog<Text, String> catalog = catalog(first, new Text("two", "e"));
        assertThat(catalog.names()).containsExactly("b", "a", "d", "c", "e");
        assertThat(catalog.all()).containsExactly("b", "a", "d", "c", "e");
        assertThat(catalog.find("c")).isEqualTo("c");
        assertThat(catalog.find("x")).isNull();
        assertThat(catalog.provider("c")).isSameAs(first);
        assertThat(catalog.provider("a")).isNull();
    }

    @Test
    void aNameThatIsTakenIsRefusedWithBothOwners() {
        refuses("word 'a' is defined twice: by gvtrace and by one: expected another name", new Text("one", "c a"));
        refuses(
                "word 'c' is defined twice: by one and by two: expected another name",
                new Text("one", "c d"),
                new Text("two", "e c"));
        refuses("word 'c' is defined twice: by one and by one: expected another name", new Text("one", "c c"));
    }

    @Test
    void anInvalidNameIsRefusedWithWhatWasExpected() {
        refuses("invalid word 'c3' of one: expected letters", new Text("one", "c3"));
    }

    @Test
    void aProviderThatThrowsIsRefused() {
        refuses(
                "invalid word provider: " + Text.class.getName()
                        + ": expected no exception, found java.lang.NullPointerException",
                new Text(null, "c"));
    }
}
