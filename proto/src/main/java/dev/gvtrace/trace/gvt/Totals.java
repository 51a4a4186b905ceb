// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.trace.gvt;

import dev.gvtrace.trace.TraceFormat;
import java.nio.ByteBuffer;

/** The totals of a file: the sum of its block headers. Also the middle part of the footer. */
final class Totals {
    /** The maximum number of ids kept for a file. */
    static final int MOST_CONTAINERS = 256;

    private static final int BYTES = 96;

    private final ContainerSet containers;
    private long blocks;
    private long messages;
    private long packetBytes;
    private long rawBytes;
    private long records;
    private long sequence;
    private long firstReceived;
    private long lastReceived;
    private long firstTime;
    private long lastTime;
    private long types;
    private long gaps;
    private long lost;

    Totals(long sequenceBefore) {
        this(sequenceBefore, new ContainerSet(MOST_CONTAINERS));
    }

    private Totals(long sequenceBefore, ContainerSet containers) {
        this.sequence = sequenceBefore;
        this.containers = containers;
    }

    void add(BlockHeader block, ContainerSet blockContainers) {
        blocks++;
        messages = TraceFormat.sum(messages, block.messages());
        packetBytes = TraceFormat.sum(packetBytes, block.packetBytes());
        rawBytes = TraceFormat.sum(rawBytes, block.rawBytes());
        records = TraceFormat.sum(records, block.records());
        sequence = block.sequenceAfter();
        addTimes(block.firstReceived(), block.lastReceived(), block.firstTime(), block.lastTime());
        types |= block.types();
        gaps = TraceFormat.sum(gaps, block.gaps());
        lost = TraceFormat.sum(lost, block.lost());
        containers.addAll(blockContainers);
    }

    /** Adds the totals of the next file of the same recording. */
    void add(Totals next) {
        blocks += next.blocks;
        messages = TraceFormat.sum(messages, next.messages);
        packetBytes = TraceFormat.sum(packetBytes, next.packetBytes);
        rawBytes = TraceFormat.sum(rawBytes, next.rawBytes);
        records = TraceFormat.sum(records, next.records);
        sequence = next.sequence;
        addTimes(next.firstReceived, next.lastReceived, next.firstTime, next.lastTime);
        types |= next.types;
        gaps = TraceFormat.sum(gaps, next.gaps);
        lost = TraceFormat.sum(lost, next.lost);
        containers.addAll(next.containers);
    }

    private void addTimes(long receivedFrom, long receivedTo, long timeFrom, long timeTo) {
        firstReceived = earlier(firstReceived, receivedFrom);
        lastReceived = later(lastReceived, receivedTo);
        firstTime = earlier(firstTime, timeFrom);
        lastTime = later(lastTime, timeTo);
    }

    /** The earlier of two times, where 0 means none. */
    static long earlier(long a, long b) {
        return a == 0 ? b : b == 0 ? a : Math.min(a, b);
    }

    /** The later of two times, where 0 means none. */
    static long later(long a, long b) {
        return a == 0 ? b : b == 0 ? a : Math.max(a, b);
    }

    void encode(ByteBuffer out) {
        out.putLong(messages)
                .putLong(packetBytes)
                .putLong(rawBytes)
                .putLong(records)
                .putLong(sequence);
        out.putLong(firstReceived).putLong(lastReceived).putLong(firstTime).putLong(lastTime);
        out.putLong(types).putLong(gaps).putLong(lost);
    }

    static Totals decode(ByteBuffer in, long blocks, ContainerSet containers) {
        Totals totals = new Totals(0, containers);
        totals.blocks = blocks;
        totals.messages = in.getLong();
        totals.packetBytes = in.getLong();
        totals.rawBytes = in.getLong();
        totals.records = in.getLong();
        totals.sequence = in.getLong();
        totals.firstReceived = in.getLong();
        totals.lastReceived = in.getLong();
        totals.firstTime = in.getLong();
        totals.lastTime = in.getLong();
        totals.types = in.getLong();
        totals.gaps = in.getLong();
        totals.lost = in.getLong();
        return totals;
    }

    /** Whether all counts are non-negative. */
    boolean isPossible() {
        return messages >= 0
                && packetBytes >= 0
                && rawBytes >= 0
                && records >= 0
                && sequence >= 0
                && gaps >= 0
                && lost >= 0;
    }

    /** Whether all numbers are equal; containers are not compared. */
    boolean hasSameNumbers(Totals other) {
        byte[] mine = new byte[BYTES];
        byte[] theirs = new byte[BYTES];
        encode(TraceFormat.littleEndian(mine));
        other.encode(TraceFormat.littleEndian(theirs));
        return blocks == other.blocks && java.util.Arrays.equals(mine, theirs);
    }

    ContainerSet containers() {
        return containers;
    }

    long blocks() {
        return blocks;
    }

    long messages() {
        return messages;
    }

    long packetBytes() {
        return packetBytes;
    }

    long rawBytes() {
        return rawBytes;
    }

    long sequence() {
        return sequence;
    }

    long firstReceived() {
        return firstReceived;
    }

    long lastReceived() {
        return lastReceived;
    }

    long firstTime() {
        return firstTime;
    }

    long lastTime() {
        return lastTime;
    }

    long types() {
        return types;
    }

    long gaps() {
        return gaps;
    }

    long lost() {
        return lost;
    }
}
