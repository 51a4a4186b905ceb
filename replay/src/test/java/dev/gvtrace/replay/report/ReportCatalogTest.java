// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.query.QueryCatalog;
import dev.gvtrace.replay.table.TableCatalog;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ReportCatalogTest {
    @TestFactory
    Stream<DynamicTest> eachReportAsksAQuestionOfTheLanguage() {
        return ReportCatalog.builtIn().all().stream()
                .map(report -> DynamicTest.dynamicTest(report.name(), () -> {
                    TableCatalog tables = Installed.tables();
                    assertThatCode(() -> tables.scan(QueryCatalog.parse(report.question(), tables)
                                    .request()))
                            .doesNotThrowAnyException();
                    assertThat(report.name()).matches("[a-z][a-z-]*").isNotEqualTo("all");
                    assertThat(report.description()).endsWith(".");
                }));
    }

    @Test
    void aNewReportNeedsOnlyText() {
        ReportCatalog catalog =
                ReportCatalog.of("# comment\n\nfirst\n  One\n  About it.\n  gaps\nsecond\n  Two\n  More.\n  weird\n");
        assertThat(catalog.all())
                .containsExactly(
                        new Report("first", "One", "About it.", "gaps"), new Report("second", "Two", "More.", "weird"));
        assertThat(catalog.find("third")).isNull();
    }

    @Test
    void incompleteAndRepeatedReportsAreErrors() {
        assertThatThrownBy(() -> ReportCatalog.of("first\n  One\n  gaps\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("report 'first' has 3 lines: expected name, title, description and question");
        String twice = "first\n  One\n  About it.\n  gaps\n";
        assertThatThrownBy(() -> ReportCatalog.of(twice + "\n" + twice))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("report 'first' is defined twice");
    }
}
