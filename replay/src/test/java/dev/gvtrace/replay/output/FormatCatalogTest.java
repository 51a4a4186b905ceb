// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.replay.provider.ProviderException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormatCatalogTest {
    private record Named(String name) implements NamedFormat {}

    private static FormatCatalog<Named> catalog(String... added) throws ProviderException {
        return FormatCatalog.of(
                "format",
                List.of(new Named("text")),
                List.of(added).stream().map(Named::new).toList());
    }

    @Test
    void findsFormatsInAnyCase() throws ProviderException {
        FormatCatalog<Named> formats = catalog("json-2");
        assertThat(formats.names()).containsExactly("text", "json-2");
        assertThat(formats.find("JSON-2")).isEqualTo(new Named("json-2"));
        assertThat(formats.find("json")).isNull();
    }

    @Test
    void aNameThatIsTakenIsRefused() {
        assertThatThrownBy(() -> catalog("json", "text"))
                .isInstanceOf(ProviderException.class)
                .hasMessage("format 'text' is defined twice: by gvtrace and by " + Named.class.getName()
                        + ": expected another name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Text", "", "2d", "my format", "--json"})
    void aNameThatNoOptionCanHaveIsRefused(String name) {
        assertThatThrownBy(() -> catalog(name))
                .isInstanceOf(ProviderException.class)
                .hasMessage("invalid format '" + name + "' of " + Named.class.getName()
                        + ": expected a lower-case letter, then lower-case letters, digits, hyphens and underscores");
    }
}
