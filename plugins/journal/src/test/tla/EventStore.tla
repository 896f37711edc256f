----------------------------- MODULE EventStore -----------------------------
(***************************************************************************)
(* From the journal into the table. The place is a row of the database and *)
(* moves in the transaction that stores the batch. A writer takes the      *)
(* place under a fence; a transaction has an effect only when fence and    *)
(* place are still what the writer expects.                                *)
(*                                                                         *)
(* A writer is the event store of one server, or of one life of it: the    *)
(* late transaction of a server that was killed behaves like a second      *)
(* server that was overtaken.                                              *)
(***************************************************************************)
EXTENDS Journal

CONSTANTS
  Writers,     \* event stores, see above
  RowsExpire,  \* whether rows are deleted by their retention
  CopiesOf     \* of what an older copy may be put back: "database", "journal", "any journal"

VARIABLES
  db,       \* the committed state of the database
  copies,   \* one copy of it, or none
  folders,  \* one copy of the journal's folder, or none
  pending,  \* transactions that were sent and are neither committed nor rolled back
  writer,   \* what each writer knows
  holder,   \* who took the place last
  takes,    \* how often it was taken; unlike the fence it never goes back
  life,     \* how often an older copy of the database was put back
  unseen,   \* no writer has taken the place since an older copy was put back
  told,     \* records that the event store reported as missing
  overtaken \* whether a transaction of an overtaken writer ever had an effect

store == <<db, copies, folders, pending, writer, holder, takes, life, unseen, told, overtaken>>

Nobody == "nobody"

InitEventStore ==
  /\ db = [ rows |-> [e \in Events |-> 0], place |-> 0, line |-> 1, fence |-> 0, taken |-> {}, by |-> 0,
             again |-> FALSE ]
  /\ copies = {}
  /\ folders = {}
  /\ pending = {}
  /\ writer = [w \in Writers |-> [state |-> "away", at |-> 0, fence |-> 0, take |-> 0, life |-> 0]]
  /\ holder = Nobody
  /\ takes = 0
  /\ life = 0
  /\ unseen = FALSE
  /\ told = {}
  /\ overtaken = FALSE

CountIn(t, e) == Cardinality({record \in t.records : record[2] = e})
Away(w) == [writer EXCEPT ![w].state = "away"]
AllAway == [w \in Writers |-> [writer[w] EXCEPT !.state = "away"]]
Waits(t) == writer[t.writer].state = "waiting" /\ writer[t.writer].take = t.take

-----------------------------------------------------------------------------
(* What the actions decide. A mutant replaces one of these definitions. *)

\* How much of the database's place is true for this log. A place that was reached in another timeline
\* is true up to where the two part, and says nothing when this log does not know that timeline.
PlaceInLog == IF KnowsLine(db.line) THEN Lowest(db.place, EndOf(db.line)) ELSE 0

\* Where storing begins when a writer takes the place.
PlaceAtConnect == Lowest(hint, PlaceInLog)

\* What the journal's place becomes then: it goes back too, or retention would go on deleting.
HintAtConnect(at) == at

\* Where a batch may end: damaged records are stepped over, and Corruptions reports them.
BatchEnds(from) == {to \in from + 1 .. end : IsEvent(to)}

\* Where a place is once a batch is sent, before it is known to be stored.
PlaceWhenSent(before, to) == before

\* Whether a transaction finds the database as its writer left it.
Accepts(t) == db.fence = t.fence /\ db.place = t.from /\ db.line = t.line

\* Whether its rows are stored: they are one transaction with the place.
StoresRows(t) == Accepts(t)

\* The rows of an event once a batch is stored that has it so many times: the unique key.
RowsAfter(rows, count) == IF rows > 0 THEN rows ELSE 1

\* What a writer does that does not know what became of its transaction: take the place again.
AfterUnknown(w) == Away(w)

-----------------------------------------------------------------------------
(* The start of storing, also after every failure. NamedReader.place is the journal's place; the
   row of the database has its own, the timeline in which it was reached (Journal.endOf) and a
   fence. When both lie before what the journal still has, the records between are reported, and when
   this journal does not know the timeline, that is (JournalNotice.found). An overtaken writer is a
   fault: its server was paused. *)
Connect(w) ==
  LET lower == PlaceAtConnect
      at == Highest(lower, start)
  IN
  /\ writer[w].state = "away"
  /\ IF holder \in {w, Nobody} \/ writer[holder].state = "away" THEN UNCHANGED faults ELSE Fault
  /\ db' = [db EXCEPT !.fence = @ + 1, !.by = takes + 1, !.place = at, !.line = LineOf(at)]
  /\ writer' = [writer EXCEPT ![w] =
       [state |-> "ready", at |-> at, fence |-> db.fence + 1, take |-> takes + 1, life |-> life]]
  /\ hint' = HintAtConnect(at)
  /\ forced' = HintAtConnect(at)
  /\ told' = told \union Records(lower + 1 .. start)
  /\ holder' = w
  /\ takes' = takes + 1
  /\ unseen' = FALSE
  /\ UNCHANGED <<log, end, dropped, start, sends, acked, tail, history, lines>>
  /\ UNCHANGED <<copies, folders, pending, life, overtaken>>

(* StoreWorker.step reads a batch of any size, BatchWriter.write sends it. *)
Begin(w) ==
  LET me == writer[w] IN
  /\ me.state = "ready"
  /\ me.at >= start
  /\ \E to \in BatchEnds(me.at) :
       /\ pending' = pending \union
            {[ writer |-> w, from |-> me.at, to |-> to, records |-> Records(me.at + 1 .. to),
               fence |-> me.fence, take |-> me.take, life |-> me.life,
               line |-> LineOf(me.at), toLine |-> LineOf(to) ]}
       /\ db' = [db EXCEPT !.place = PlaceWhenSent(@, to)]
       /\ hint' = PlaceWhenSent(hint, to)
  /\ writer' = [writer EXCEPT ![w].state = "waiting"]
  /\ UNCHANGED <<log, end, dropped, start, forced, sends, acked, tail, faults, history, lines>>
  /\ UNCHANGED <<copies, folders, holder, takes, life, unseen, told, overtaken>>

(* EventTable.insert: the database commits the rows and the place, or finds itself changed and
   rolls back. The writer hears of it if it still waits. *)
Execute(t) ==
  /\ pending' = pending \ {t}
  /\ db' = [ rows |-> IF StoresRows(t)
               THEN [e \in Events |->
                      IF CountIn(t, e) = 0 THEN db.rows[e] ELSE RowsAfter(db.rows[e], CountIn(t, e))]
               ELSE db.rows,
             place |-> IF Accepts(t) THEN t.to ELSE db.place,
             fence |-> db.fence,
             by |-> db.by,
             line |-> IF Accepts(t) THEN t.toLine ELSE db.line,
             taken |-> IF StoresRows(t) THEN db.taken \union t.records ELSE db.taken,
             again |-> db.again \/ (StoresRows(t) /\ \E record \in t.records :
                                      record \in db.taken /\ db.rows[record[2]] = 0) ]
  /\ overtaken' = (overtaken \/ (StoresRows(t) /\ t.life = life /\ t.take # db.by))
  /\ writer' = IF ~Waits(t) THEN writer
               ELSE IF Accepts(t) THEN [writer EXCEPT ![t.writer].state = "stored", ![t.writer].at = t.to]
               ELSE Away(t.writer)
  /\ UNCHANGED <<copies, folders, holder, takes, life, unseen, told>>
  /\ UNCHANGED journal

(* JournalReader.commit: ReaderOffset.commit, as long as the reader is this writer's
   (OpenReaders.open gives it to one). *)
Hint(w) ==
  /\ writer[w].state = "stored"
  /\ writer' = [writer EXCEPT ![w].state = "ready"]
  /\ hint' = IF writer[w].take = takes THEN Highest(hint, writer[w].at) ELSE hint
  /\ UNCHANGED <<log, end, dropped, start, forced, sends, acked, tail, faults, history, lines>>
  /\ UNCHANGED <<db, copies, folders, pending, holder, takes, life, unseen, told, overtaken>>

(* A writer with nothing to store looks whether fence and place are still its own. *)
Look(w) ==
  /\ writer[w].state = "ready"
  /\ db.fence # writer[w].fence \/ db.place # writer[w].at \/ db.line # LineOf(writer[w].at)
  /\ writer' = Away(w)
  /\ UNCHANGED <<db, copies, folders, pending, holder, takes, life, unseen, told, overtaken>>
  /\ UNCHANGED journal

(* The connection breaks (StoreWorker.pause); the transaction may still be executed, or never. *)
LoseAnswer(w) ==
  /\ writer[w].state = "waiting"
  /\ Fault
  /\ writer' = AfterUnknown(w)
  /\ UNCHANGED <<log, end, dropped, start, hint, forced, sends, acked, tail, history, lines>>
  /\ UNCHANGED <<db, copies, folders, pending, holder, takes, life, unseen, told, overtaken>>

(* The database rolls back what nobody waits for. *)
RollBack(t) ==
  /\ ~Waits(t)
  /\ pending' = pending \ {t}
  /\ UNCHANGED <<db, copies, folders, writer, holder, takes, life, unseen, told, overtaken>>
  /\ UNCHANGED journal

(* Retention.run: rows are deleted by age and number. *)
DeleteRow(e) ==
  /\ RowsExpire
  /\ db.rows[e] > 0
  /\ db' = [db EXCEPT !.rows[e] = 0]
  /\ UNCHANGED <<copies, folders, pending, writer, holder, takes, life, unseen, told, overtaken>>
  /\ UNCHANGED journal

(* The server ends and starts; a transaction that it sent may still be executed. *)
Crash ==
  /\ LogCrashes
  /\ writer' = AllAway
  /\ UNCHANGED <<db, copies, folders, pending, holder, takes, life, unseen, told, overtaken>>

(* A person copies the database, and puts the copy back. Connections end, writers that had nothing
   to send do not notice. *)
CopyDatabase ==
  /\ "database" \in CopiesOf
  /\ copies = {}
  /\ copies' = {db}
  /\ UNCHANGED <<db, folders, pending, writer, holder, takes, life, unseen, told, overtaken>>
  /\ UNCHANGED journal

PutBackDatabase ==
  /\ copies # {}
  /\ FaultOfAPerson
  /\ db' \in copies
  /\ pending' = {}
  /\ writer' = [w \in Writers |->
       IF writer[w].state = "waiting" THEN [writer[w] EXCEPT !.state = "away"] ELSE writer[w]]
  /\ life' = life + 1
  /\ unseen' = TRUE
  /\ UNCHANGED <<log, end, dropped, start, hint, forced, sends, acked, tail, history, lines>>
  /\ UNCHANGED <<copies, folders, holder, takes, told, overtaken>>

(* A person copies the journal's folder. *)
CopyJournal ==
  /\ "any journal" \in CopiesOf
  /\ folders = {}
  /\ folders' = {[log |-> SubSeq(log, 1, end), start |-> start, hint |-> hint, history |-> history]}
  /\ UNCHANGED <<db, copies, pending, writer, holder, takes, life, unseen, told, overtaken>>
  /\ UNCHANGED journal

(* A person puts another copy of the journal's folder in its place. What was acknowledged behind it is
   given up, and the offsets behind it are given out again, for other records. What readers without
   a named place would need to notice that is not specified. *)
PutBack(folder) ==
  LET last == Len(folder.log) IN
  /\ log' = folder.log
  /\ end' = last
  /\ start' = folder.start
  /\ hint' = folder.hint
  /\ forced' = folder.hint
  /\ history' = OpenedAt(folder.history, last)
  /\ lines' = lines + 1
  /\ acked' = {record \in acked : record[1] <= last /\ folder.log[record[1]] = record[2]}
  /\ tail' = [at |-> last, seen |-> {<<p, folder.log[p]>> : p \in 1 .. last}, told |-> 1 .. last]
  /\ dropped' = {}
  /\ writer' = AllAway
  /\ unseen' = TRUE
  /\ UNCHANGED sends
  /\ UNCHANGED <<db, copies, folders, pending, holder, takes, life, told, overtaken>>

(* One that was made when the log ended at a position of today's history. *)
PutBackJournal ==
  /\ "journal" \in CopiesOf
  /\ FaultOfAPerson
  /\ \E last \in start .. end - 1, openings \in 1 .. Len(history) :
       /\ history[openings].from <= last
       /\ \A later \in openings + 1 .. Len(history) : last <= history[later].from
       /\ PutBack([ log |-> SubSeq(log, 1, last), start |-> start, hint |-> Lowest(hint, last),
                    history |-> SubSeq(history, 1, openings) ])

(* One that may be of a history that was given up. *)
PutBackAnyJournal ==
  /\ FaultOfAPerson
  /\ \E folder \in folders : PutBack(folder)

NextOfEventStore ==
  \/ \E w \in Writers : Connect(w) \/ Begin(w) \/ Hint(w) \/ Look(w) \/ LoseAnswer(w)
  \/ \E t \in pending : Execute(t) \/ RollBack(t)
  \/ \E e \in Events : DeleteRow(e)
  \/ Crash
  \/ CopyDatabase
  \/ PutBackDatabase
  \/ PutBackJournal
  \/ CopyJournal
  \/ PutBackAnyJournal

-----------------------------------------------------------------------------
\* An event is at most one row.
AtMostOneRow == \A e \in Events : db.rows[e] <= 1

\* Whoever has the place knows that all before it is stored, or reported.
PlaceNotBeyondStored ==
  \A w \in Writers :
    LET me == writer[w] IN
    (me.state # "away" /\ me.fence = db.fence /\ me.at = db.place /\ db.line = LineOf(me.at)) =>
      Records(1 .. Lowest(db.place, Len(log))) \subseteq db.taken \union told

\* A writer that was overtaken has no effect. Only within one life of the database: an older copy may
\* give a fence out again. That this is harmless is what NoLoss and AtMostOneRow say.
OvertakenStoresNothing == ~overtaken

\* Nothing is ever reported as missing but after an older copy of the database was put back, or one of
\* the journal that lacks a timeline.
NothingIsGivenUp == life = 0 /\ Len(history) = lines => told = {}

\* Not promised: see SPECIFICATION.md.
NoRowComesBack == ~db.again
=============================================================================
