// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What fails again and again is logged once for each reason, and is counted. */
class FailuresTest {
    private final List<String> log = new ArrayList<>();

    @Test
    void aReasonIsLoggedWhenItChangesOrComesBack() {
        RepeatedFailure failure = new RepeatedFailure(log::add);
        failure.attempted(null);
        failure.attempted("full");
        failure.attempted("full");
        failure.attempted("gone");
        failure.attempted("full");
        failure.attempted(null);
        failure.attempted("full");
        assertThat(log).containsExactly("full", "gone", "full", "full");
    }

    @Test
    void theFirstSuccessAfterAFailureIsLogged() {
        RepeatedFailure failure = new RepeatedFailure(log::add, "works again");
        failure.attempted(null);
        failure.attempted("full");
        failure.attempted(null);
        failure.attempted(null);
        assertThat(log).containsExactly("full", "works again");
    }

    @Test
    void aThreadThatFailsEachTimeIsInTrouble() {
        RoundFailures failures = new RoundFailures("recorder-1", log::add);
        IllegalStateException last = new IllegalStateException("broken");
        for (int i = 0; i < 49; i++) {
            failures.failed(last);
        }
        assertThat(failures.trouble()).isEmpty();
        failures.succeeded();
        failures.failed(last);
        assertThat(failures.trouble()).as("a success in between").isEmpty();
        for (int i = 0; i < 49; i++) {
            failures.failed(last);
        }
        assertThat(failures.trouble()).hasValue("thread recorder-1 fails each time: " + last);
    }

    @Test
    void eachKindOfFailureIsLoggedOnceAMinute() {
        RoundFailures failures = new RoundFailures("r", log::add);
        failures.failed(new IllegalStateException("a"));
        failures.failed(new IllegalStateException("b"));
        failures.failed(new IllegalArgumentException("c"));
        assertThat(log)
                .containsExactly(
                        "thread r continues after an error: java.lang.IllegalStateException: a",
                        "thread r continues after an error: java.lang.IllegalArgumentException: c");
    }

    /** When memory is short, even logging may fail; the round counts all the same. */
    @Test
    void aLogThatFailsChangesNothing() {
        RoundFailures failures = new RoundFailures("r", line -> {
            throw new OutOfMemoryError();
        });
        for (int i = 0; i < 50; i++) {
            failures.failed(new OutOfMemoryError());
        }
        assertThat(failures.trouble()).isPresent();
    }
}
