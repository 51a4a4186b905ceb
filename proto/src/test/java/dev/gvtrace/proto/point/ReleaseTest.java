// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.proto.point;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReleaseTest {
    @ParameterizedTest
    @CsvSource({
        "release-20221219.0, 20221219",
        "runsc version release-20260817.0, 20260817",
        "0.0~20221219.0-1, 20221219",
        "v20220516, 20220516",
        "20250820, 20250820",
        "123456789 20220516, 20220516",
    })
    void readsVersionsOfRunsc(String text, int day) {
        assertThat(Release.parse(text)).isEqualTo(new Release(day));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "VERSION_MISSING", "release-2022", "123456789", "99999999", "20221301", "20220532"})
    void readsNoReleaseWhereThereIsNone(String text) {
        assertThat(Release.parse(text)).isNull();
    }

    @Test
    void comparesByDay() {
        assertThat(Release.NEWEST.has(Release.SESSION_OPTIONS)).isTrue();
        assertThat(Release.IGNORE_MISSING.has(Release.IGNORE_MISSING)).isTrue();
        assertThat(Release.IGNORE_MISSING.has(Release.EXECVE_EXIT_FIRST)).isFalse();
        assertThat(Release.FIRST).isLessThan(Release.IGNORE_MISSING).hasToString("20220510");
    }
}
