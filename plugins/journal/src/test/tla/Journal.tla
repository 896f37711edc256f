------------------------------ MODULE Journal ------------------------------
(***************************************************************************)
(* The log on disk: producers append, one thread forces, readers read what *)
(* is forced, retention deletes what the event store has consumed.         *)
(*                                                                         *)
(* A position is the number of a record. In the files it is an offset in   *)
(* bytes, and a segment holds many records; here each record has a segment *)
(* of its own, which allows retention more, not less.                      *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS
  Events,     \* identities of events: a pair of source and id is one of them
  MaxSends,   \* how many records the producers send, resends included
  MaxFaults,  \* how many faults happen, of all kinds
  ServerFails, \* whether a fault may be one of server, disk or network, and not of a person
  TailExists  \* whether there is a reader for which nothing is held

VARIABLES
  log,      \* what stands at each position: an event, Void or Hole
  end,      \* the durable end: the records up to here were forced
  dropped,  \* positions that lost their pages though the log counts on them; always {}
  start,    \* the records up to here were deleted by retention
  hint,     \* the place of the reader "event-store" as the journal knows it
  forced,   \* that place as a power cut leaves it
  history,  \* the timelines of the log: each opening begins one, which no other opening has
  lines,    \* how many timelines were ever begun; unlike the history it never goes back
  sends,    \* how often each event was sent
  acked,    \* records whose producer has the acknowledgement
  tail,     \* that reader: its position, what it saw, what it was told
  faults    \* faults that may still happen

journal == <<log, end, dropped, start, hint, forced, history, lines, sends, acked, tail, faults>>
opening == <<history, lines>>

Void == "void"  \* offsets that were given up: no record was promised here
Hole == "hole"  \* a record was here, and its bytes are damaged

IsEvent(p) == log[p] \in Events
Record(p) == <<p, log[p]>>
Records(positions) == {Record(p) : p \in {q \in positions : IsEvent(q)}}
OnDisk(record) ==
  /\ record[1] > start
  /\ record[1] <= Len(log)
  /\ log[record[1]] = record[2]
Lowest(a, b) == IF a < b THEN a ELSE b
Highest(a, b) == IF a > b THEN a ELSE b

RECURSIVE Sum(_, _)
Sum(counts, keys) ==
  IF keys = {} THEN 0
  ELSE LET key == CHOOSE k \in keys : TRUE IN counts[key] + Sum(counts, keys \ {key})

\* The timeline of the record at a position.
LineOf(p) ==
  LET before == {i \in 1 .. Len(history) : i = 1 \/ history[i].from < p}
  IN  history[CHOOSE i \in before : \A j \in before : j <= i].line

\* Whether this log knows a timeline, and up to where the records of that one are records of this log.
KnowsLine(line) == \E i \in 1 .. Len(history) : history[i].line = line
EndOf(line) ==
  LET i == CHOOSE i \in 1 .. Len(history) : history[i].line = line
  IN  IF i = Len(history) THEN end ELSE history[i + 1].from

FaultOfAPerson == faults > 0 /\ faults' = faults - 1
Fault == ServerFails /\ FaultOfAPerson

InitJournal ==
  /\ log = <<>>
  /\ end = 0
  /\ dropped = {}
  /\ start = 0
  /\ hint = 0
  /\ forced = 0
  /\ history = <<[line |-> 1, from |-> 0]>>
  /\ lines = 1
  /\ sends = [e \in Events |-> 0]
  /\ acked = {}
  /\ tail = [at |-> 0, seen |-> {}, told |-> {}]
  /\ faults = MaxFaults

-----------------------------------------------------------------------------
(* What the actions decide. A mutant replaces one of these definitions. *)

\* The positions that may be acknowledged.
Acknowledgeable == 1 .. end

\* How far readers may read.
Readable == end

\* The log after a force that failed. The records go to new offsets, once, or are refused;
\* what was written is never forced again.
AfterFailedForce(again) ==
  LET unforced == SubSeq(log, end + 1, Len(log))
      voids == [i \in 1 .. Len(unforced) |-> Void]
      sound == SelectSeq(unforced, LAMBDA r : r \in Events)
  IN  [ log |-> SubSeq(log, 1, end) \o voids \o (IF again THEN sound ELSE <<>>),
        dropped |-> dropped ]

\* Whether the oldest record may be deleted.
MayRetire(position) == position <= hint

\* The forced place once the record is deleted: only a place that survives a power cut may cost one.
ForcedByRetire == hint

\* The history of a log that is opened when it ends at a position.
OpenedAt(earlier, position) == Append(earlier, [line |-> lines + 1, from |-> position])

\* What a reader is told of the positions that it steps over because they are damaged or deleted.
ToldOfHole(position) == {position}
ToldOfGap(positions) == positions

-----------------------------------------------------------------------------
(* CommitQueue.offer, then SegmentWriter.write: queued and written, not forced. *)
Send(e) ==
  /\ Sum(sends, Events) < MaxSends
  /\ sends' = [sends EXCEPT ![e] = @ + 1]
  /\ log' = Append(log, e)
  /\ UNCHANGED <<end, dropped, start, hint, forced, acked, tail, faults>>
  /\ UNCHANGED opening

(* Committer.step: one fsync for all that is written (SegmentedLog.append), then LogEnd.set. *)
Force ==
  /\ \E p \in end + 1 .. Len(log) : IsEvent(p)
  /\ end' = Len(log)
  /\ UNCHANGED <<log, dropped, start, hint, forced, sends, acked, tail, faults>>
  /\ UNCHANGED opening

(* Committer.append completes the futures; the answer arrives, or is lost and never does. *)
AckArrives(p) ==
  /\ p \in Acknowledgeable
  /\ IsEvent(p)
  /\ Record(p) \notin acked
  /\ acked' = acked \union {Record(p)}
  /\ UNCHANGED <<log, end, dropped, start, hint, forced, sends, tail, faults>>
  /\ UNCHANGED opening

(* SegmentedLog.append when fsync fails: retire the segment, then appendToFresh, or refuse. *)
ForceFails(again) ==
  /\ Fault
  /\ \E p \in end + 1 .. Len(log) : IsEvent(p)
  /\ log' = AfterFailedForce(again).log
  /\ dropped' = AfterFailedForce(again).dropped
  /\ UNCHANGED <<end, start, hint, forced, sends, acked, tail>>
  /\ UNCHANGED opening

(* A power cut (or a kill, when all of it survives), and Recovery.run: any of the records that were
   not forced may be there. The torn tail is cut; a hole before a sound record stays. What
   is written behind the end is of another timeline (Timelines.begin). *)
LogCrashes ==
  /\ Fault
  /\ \E kept \in SUBSET {p \in end + 1 .. Len(log) : IsEvent(p)} :
       LET last == CHOOSE p \in kept \union {end} : \A q \in kept \union {end} : q <= p
           sound(p) == p \notin dropped /\ (p <= end \/ p \in kept)
       IN  /\ log' = [p \in 1 .. last |-> IF IsEvent(p) /\ ~sound(p) THEN Hole ELSE log[p]]
           /\ end' = last
           /\ history' = OpenedAt(history, last)
  /\ lines' = lines + 1
  /\ dropped' = {}
  /\ \E place \in {forced, hint} : hint' = place /\ forced' = place
  /\ UNCHANGED <<start, sends, acked, tail>>

(* SegmentRetention.deleteConsumed, after ReaderOffsets.forceConsumed. *)
Retire ==
  /\ start < end
  /\ MayRetire(start + 1)
  /\ start' = start + 1
  /\ forced' = ForcedByRetire
  /\ UNCHANGED <<log, end, dropped, hint, sends, acked, tail, faults>>
  /\ UNCHANGED opening

(* NamedReader.read of a reader that is not in ReaderOffsets.holds; holes go to Corruptions.report. *)
TailReads ==
  LET p == tail.at + 1 IN
  /\ TailExists
  /\ tail.at >= start
  /\ p <= Readable
  /\ tail' = [ at |-> p,
               seen |-> tail.seen \union Records({p}),
               told |-> tail.told \union (IF log[p] = Hole THEN ToldOfHole(p) ELSE {}) ]
  /\ UNCHANGED <<log, end, dropped, start, hint, forced, sends, acked, faults>>
  /\ UNCHANGED opening

(* LogReader.stepOverDeleted; the reader learns it from NamedReader.gap. *)
TailMeetsGap ==
  /\ TailExists
  /\ tail.at < start
  /\ tail' = [tail EXCEPT !.at = start, !.told = @ \union ToldOfGap(tail.at + 1 .. start)]
  /\ UNCHANGED <<log, end, dropped, start, hint, forced, sends, acked, faults>>
  /\ UNCHANGED opening

NextOfJournal ==
  \/ \E e \in Events : Send(e)
  \/ Force
  \/ \E p \in 1 .. Len(log) : AckArrives(p)
  \/ \E again \in BOOLEAN : ForceFails(again)
  \/ Retire
  \/ TailReads
  \/ TailMeetsGap

-----------------------------------------------------------------------------
\* A reader saw each event before its position, or was told that it did not.
NoSilentGap ==
  \A p \in 1 .. Lowest(tail.at, Len(log)) :
    /\ IsEvent(p) => Record(p) \in tail.seen \/ p \in tail.told
    /\ log[p] = Hole => p \in tail.told
=============================================================================
