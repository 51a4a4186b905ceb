// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.replay.table.RequestException;
import org.junit.jupiter.api.Test;

class SavedQuestionsTest {
    private final SavedQuestions questions = new SavedQuestions();

    @Test
    void argumentsAreTheWordsBehindTheName() throws RequestException {
        questions.define("kids", "processes ppid = $1");
        questions.define("moved", "events fd.name = $2 and proc.name = $1");
        assertThat(questions.expanded("kids 13")).isEqualTo("processes ppid = 13");
        assertThat(questions.expanded("kids 13 --at +2s | count")).isEqualTo("processes ppid = 13 --at +2s | count");
        assertThat(questions.expanded("moved sh '/a $1 b'")).isEqualTo("events fd.name = '/a $1 b' and proc.name = sh");
        assertThat(questions.expanded("ps kids")).isEqualTo("ps kids");
        assertThat(questions.infos()).extracting("name", "synopsis").hasSize(2);
    }

    @Test
    void withoutArgumentsTheRestFollows() throws RequestException {
        questions.define("etc", "files path startswith /etc");
        assertThat(questions.expanded("etc | count")).isEqualTo("files path startswith /etc | count");
        questions.define("counted", "etc | count");
        assertThat(questions.expanded("counted")).isEqualTo("files path startswith /etc | count");
    }

    @Test
    void whatIsWrongIsSaid() throws RequestException {
        questions.define("kids", "processes ppid = $1");
        assertThatThrownBy(() -> questions.expanded("kids | count"))
                .isInstanceOf(RequestException.class)
                .hasMessage("kids: expected 1 argument for: processes ppid = $1");
        questions.define("a", "b");
        questions.define("b", "a");
        assertThatThrownBy(() -> questions.expanded("a")).hasMessage("saved question 'a' names itself");
        assertThatThrownBy(() -> questions.define("A b", "ps")).hasMessageContaining("invalid name 'A b'");
        assertThatThrownBy(() -> questions.remove("nothing")).hasMessageContaining("no saved question 'nothing'");
        questions.remove("a");
        assertThat(questions.all()).containsOnlyKeys("b", "kids");
    }
}
