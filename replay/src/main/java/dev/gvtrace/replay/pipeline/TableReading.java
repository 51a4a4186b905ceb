// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.pipeline;

import dev.gvtrace.replay.pipeline.KeptTables.Keeper;
import dev.gvtrace.replay.table.RowOutput;
import dev.gvtrace.replay.table.Scan;
import dev.gvtrace.replay.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One reading of a trace for some scans. A derived table that is asked for as a whole is made with all columns and
 * rows, which are kept, and the request is answered from these. Used once, by one thread.
 */
final class TableReading {
    private final List<RowOutput> outputs;
    private final List<Scan> read = new ArrayList<>();
    private final List<RowOutput> into = new ArrayList<>();
    /** Of each scan; null if its rows are not kept. */
    private final List<@Nullable Keeper> keepers = new ArrayList<>();

    /** A reading whose rows go to the outputs. */
    TableReading(List<AskedScan> scans, List<RowOutput> outputs, KeptTables kept) {
        this.outputs = outputs;
        for (int i = 0; i < scans.size(); i++) {
            Scan whole = scans.get(i).whole();
            Table table = scans.get(i).table();
            if (whole == null || table == null) {
                read.add(scans.get(i).scan());
                into.add(outputs.get(i));
                keepers.add(null);
            } else {
                Keeper keeper = kept.new Keeper(table, scans.get(i).choice(outputs.get(i)));
                read.add(whole);
                into.add(new RowOutput(whole.schema(), 0, keeper));
                keepers.add(keeper);
            }
        }
    }

    /** Runs a replay for it. Rows are kept if it is not cancelled. */
    ReplayResult run(BooleanSupplier cancelled, Function<TracePass, ReplayResult> replay) {
        boolean complete = false;
        try {
            ReplayResult result = replay.apply(new TracePass(read, into, cancelled));
            complete = !cancelled.getAsBoolean();
            for (int i = 0; i < keepers.size(); i++) {
                Keeper keeper = keepers.get(i);
                if (keeper != null && complete) {
                    into.get(i).notes().forEach(outputs.get(i)::note);
                    outputs.get(i).flush();
                    keeper.finish(into.get(i).notes(), result);
                }
            }
            return result;
        } finally {
            if (!complete) {
                keepers.stream().filter(keeper -> keeper != null).forEach(Keeper::giveUp);
            }
        }
    }
}
