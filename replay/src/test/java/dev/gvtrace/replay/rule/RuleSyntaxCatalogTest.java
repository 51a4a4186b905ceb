// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.provider.ProviderException;
import dev.gvtrace.replay.rule.item.Issues;
import dev.gvtrace.replay.rule.item.RuleSyntax;
import dev.gvtrace.replay.rule.source.RuleFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleSyntaxCatalogTest {
    /** Reads nothing from files with that ending. */
    private record Empty(String ending) implements RuleSyntax {
        @Override
        public boolean recognizes(String fileName) {
            return fileName.endsWith(ending);
        }

        @Override
        public Content read(RuleFile file, Issues issues) {
            return new Content(List.of(), null);
        }
    }

    /** Recognizes files but cannot read them. */
    private static final class Broken implements RuleSyntax {
        @Override
        public boolean recognizes(String fileName) {
            return true;
        }

        @Override
        public Content read(RuleFile file, Issues issues) {
            throw new IllegalStateException("no grammar");
        }
    }

    private static RuleLoader loader(RuleSyntax... added) {
        return new RuleLoader(Installed.binding(), RuleSyntaxCatalog.of(List.of(added)));
    }

    @Test
    void anAddedSyntaxComesBeforeFalcos() throws ProviderException {
        RuleFile file = RuleFile.of("a.yaml", Loading.rule("r", "evt.type = open"));
        RuleLoader falco = loader(new Empty(".toy"));
        falco.add(file);
        assertThat(falco.finish().rules()).hasSize(1);
        RuleLoader added = loader(new Empty(".yaml"));
        added.add(file);
        assertThat(added.finish().rules()).isEmpty();
    }

    @Test
    void aFileThatTwoSyntaxesRecognizeIsRefusedWithBoth(@TempDir Path folder) throws Exception {
        RuleLoader loader = loader(new Empty(".yaml"), new Empty(".toy"), new Empty("toy"));
        loader.add(RuleFile.of("a.yaml", ""));
        String clash = "rule syntax of 'a.toy' is defined twice: by " + Empty.class.getName() + " and by "
                + Empty.class.getName() + ": expected one that recognizes the name";
        assertThatThrownBy(() -> loader.add(RuleFile.of("a.toy", "")))
                .isInstanceOf(ProviderException.class)
                .hasMessage(clash);
        Files.createFile(folder.resolve("a.toy"));
        assertThatThrownBy(() -> loader.addPath(folder))
                .isInstanceOf(ProviderException.class)
                .hasMessage(clash);
    }

    @Test
    void whatASyntaxThrowsIsReportedWithItsClass() {
        assertThatThrownBy(() -> loader(new Broken()).add(RuleFile.of("a.yaml", "")))
                .isInstanceOf(ProviderException.class)
                .hasMessage("invalid rule syntax provider: " + Broken.class.getName()
                        + ": expected no exception, found java.lang.IllegalStateException: no grammar");
    }
}
