// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gvtrace.replay.Installed;
import dev.gvtrace.replay.provider.ProviderException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableCatalogTest {
    private static TableCatalog catalog() {
        return Installed.tables();
    }

    private static void refuses(ScanRequest request, String message) {
        assertThatThrownBy(() -> catalog().scan(request))
                .isInstanceOf(RequestException.class)
                .hasMessage(message);
    }

    @Test
    void tablesOfProvidersStandBehindItsOwn() throws ProviderException {
        assertThat(catalog().all().stream().map(table -> table.schema().name()))
                .startsWith("events", "descriptors", "sockets", "environment", "gaps", "weird", "messages")
                .contains(
                        "processes",
                        "executions",
                        "files",
                        "accesses",
                        "connections",
                        "identities",
                        "containers",
                        "mounts",
                        "tally");
        assertThat(TableCatalog.of(Installed.binding(), List.of()).find("tally"))
                .isNull();
    }

    @Test
    void everyColumnHasADescription() {
        for (Table table : catalog().all()) {
            assertThat(table.schema().description()).endsWith(".");
            for (Column column : table.schema().columns()) {
                assertThat(column.description())
                        .as(table.schema().name() + "." + column.name())
                        .endsWith(".");
            }
        }
    }

    @Test
    void twoTablesOfOneNameAreRefusedWithBothOwners() {
        TableProvider other = () -> List.of(new GapTable());
        assertThatThrownBy(() -> TableCatalog.of(Installed.binding(), List.of(other)))
                .isInstanceOf(ProviderException.class)
                .hasMessage("table 'gaps' is defined twice: by gvtrace and by "
                        + other.getClass().getName() + ": expected another name");
        TableProvider tally = new TallyTables();
        assertThatThrownBy(() -> TableCatalog.of(Installed.binding(), List.of(tally, tally)))
                .isInstanceOf(ProviderException.class)
                .hasMessage("table 'tally' is defined twice: by " + TallyTables.class.getName() + " and by "
                        + TallyTables.class.getName() + ": expected another name");
    }

    @Test
    void unknownNamesAreRefusedWithTheNearest() {
        refuses(ScanRequest.of("proceses"), "unknown table 'proceses'; nearest: processes");
        refuses(
                ScanRequest.of("gaps").withColumns(List.of("from", "couse")),
                "table 'gaps' has no column 'couse'; nearest: cause");
        refuses(
                ScanRequest.of("gaps").withColumns(List.of("xyz")),
                "table 'gaps' has no column 'xyz'; expected one of from, to, lost, cause");
        refuses(ScanRequest.of("gaps").withColumns(List.of("from", "from")), "column 'from' is asked for twice");
        refuses(
                ScanRequest.of("events").withColumns(List.of("proc.nam")),
                "column 'proc.nam': filter_check called with nonexistent field proc.nam; nearest: proc.name");
    }

    @Test
    void aMomentAndASpanAreTwoThings() {
        refuses(
                ScanRequest.of("events").at(Moment.END),
                "table 'events' shows what happened; it takes from and to, not a moment");
        refuses(
                ScanRequest.of("descriptors").between(null, Moment.END),
                "table 'descriptors' shows the state of a moment; it takes at, not from and to");
    }

    @Test
    void wrongConditionsAreRefusedBeforeAnythingIsRead() {
        refuses(
                ScanRequest.of("events").where("evt.type = open and nosuch.field = 1"),
                "condition: column 21: filter_check called with nonexistent field nosuch.field");
    }
}
