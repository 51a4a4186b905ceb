// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The words of {@code stress/year}. */
class YearOptionsTest {
    @Test
    void optionsAndThoseForCaptureAreRead() {
        assertThat(YearOptions.parse(List.of())).isEqualTo(YearOptions.USUAL);
        assertThat(YearOptions.parse(List.of(
                        "--seed",
                        "9007199254740993",
                        "--minutes",
                        "0.5",
                        "--sandboxes",
                        "30",
                        "--directory",
                        "/d",
                        "--",
                        "--help")))
                .isEqualTo(new YearOptions(9007199254740993L, 0.5, 30, Path.of("/d"), List.of("--help")));
    }

    @Test
    void theUsageIsAskedForByItsOption() {
        assertThat(YearOptions.asksForHelp(List.of("--seed", "1", "--help"))).isTrue();
        assertThat(YearOptions.asksForHelp(List.of("--", "--help"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "--sed 1, invalid option '--sed'",
        "7, invalid option '7'",
        "--seed, missing value of --seed",
        "--seed 1.5, invalid value '1.5' of --seed",
        "--minutes 0, invalid value '0' of --minutes",
        "--minutes NaN, invalid value 'NaN' of --minutes",
        "--sandboxes 0, invalid value '0' of --sandboxes",
        "--sandboxes many, invalid value 'many' of --sandboxes",
        "--directory, missing value of --directory"
    })
    void otherWordsAreInvalid(String words, String message) {
        assertThatThrownBy(() -> YearOptions.parse(List.of(words.split(" "))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message)
                .hasMessageContaining("expected ");
    }
}
