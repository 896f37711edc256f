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
  CopiesOf     \* of what an older copy may be put back: "database", "journal"

VARIABLES
  db,       \* the committed state of the database
  copies,   \* one copy of it, or none
  pending,  \* transactions that were sent and are neither committed nor rolled back
  writer,   \* what each writer knows
  holder,   \* who took the place last
  takes,    \* how often it was taken; unlike the fence it never goes back
  life,     \* how often an older copy of the database was put back
  unseen,   \* no writer has taken the place since an older copy was put back
  told,     \* records that the event store reported as missing
  overtaken \* whether a transaction of an overtaken writer ever had an effect

store == <<db, copies, pending, writer, holder, takes, life, unseen, told, overtaken>>

Nobody == "nobody"

InitEventStore ==
  /\ db = [rows |-> [e \in Events |-> 0], place |-> 0, fence |-> 0, taken |-> {}, by |-> 0, again |-> FALSE]
  /\ copies = {}
  /\ pending = {}
  /\ writer = [w \in Writers |-> [state |-> "away", at |-> 0, fence |-> 0, take |-> 0, life |-> 0]]
  /\ holder = Nobody
  /\ takes = 0
  /\ life = 0
  /\ unseen = FALSE
  /\ told = {}
  /\ overtaken = FALSE

Batch(t) == {p \in t.from + 1 .. Lowest(t.to, Len(log)) : IsEvent(p)}
CountIn(t, e) == Cardinality({p \in Batch(t) : log[p] = e})
Away(w) == [writer EXCEPT ![w].state = "away"]
AllAway == [w \in Writers |-> [writer[w] EXCEPT !.state = "away"]]
Waits(t) == writer[t.writer].state = "waiting" /\ writer[t.writer].take = t.take

-----------------------------------------------------------------------------
(* What the actions decide. A mutant replaces one of these definitions. *)

\* Where storing begins when a writer takes the place.
PlaceAtConnect == Lowest(hint, db.place)

\* What the journal's place becomes then: it goes back too, or retention would go on deleting.
HintAtConnect(at) == at

\* Where a batch may end: damaged records are stepped over, and Corruptions reports them.
BatchEnds(from) == {to \in from + 1 .. end : IsEvent(to)}

\* Where a place is once a batch is sent, before it is known to be stored.
PlaceWhenSent(before, to) == before

\* Whether a transaction finds the database as its writer left it.
Accepts(t) == db.fence = t.fence /\ db.place = t.from

\* Whether its rows are stored: they are one transaction with the place.
StoresRows(t) == Accepts(t)

\* The rows of an event once a batch is stored that has it so many times: the unique key.
RowsAfter(rows, count) == IF rows > 0 THEN rows ELSE 1

\* What a writer does that does not know what became of its transaction: take the place again.
AfterUnknown(w) == Away(w)

-----------------------------------------------------------------------------
(* The start of storing, also after every failure. NamedReader.place is the journal's place; the
   row of the database has its own and a fence. When both lie before what the journal still has,
   the records between are reported. An overtaken writer is a fault: its server was paused. *)
Connect(w) ==
  LET lower == PlaceAtConnect
      at == Highest(lower, start)
  IN
  /\ writer[w].state = "away"
  /\ IF holder \in {w, Nobody} \/ writer[holder].state = "away" THEN UNCHANGED faults ELSE Fault
  /\ db' = [db EXCEPT !.fence = @ + 1, !.by = takes + 1, !.place = at]
  /\ writer' = [writer EXCEPT ![w] =
       [state |-> "ready", at |-> at, fence |-> db.fence + 1, take |-> takes + 1, life |-> life]]
  /\ hint' = HintAtConnect(at)
  /\ forced' = HintAtConnect(at)
  /\ told' = told \union Records(lower + 1 .. start)
  /\ holder' = w
  /\ takes' = takes + 1
  /\ unseen' = FALSE
  /\ UNCHANGED <<log, end, dropped, start, sends, acked, tail, copies, pending, life, overtaken>>

(* StoreWorker.step reads a batch of any size, BatchWriter.write sends it. *)
Begin(w) ==
  LET me == writer[w] IN
  /\ me.state = "ready"
  /\ me.at >= start
  /\ \E to \in BatchEnds(me.at) :
       /\ pending' = pending \union
            {[ writer |-> w, from |-> me.at, to |-> to,
               fence |-> me.fence, take |-> me.take, life |-> me.life ]}
       /\ db' = [db EXCEPT !.place = PlaceWhenSent(@, to)]
       /\ hint' = PlaceWhenSent(hint, to)
  /\ writer' = [writer EXCEPT ![w].state = "waiting"]
  /\ UNCHANGED <<log, end, dropped, start, forced, sends, acked, tail, faults>>
  /\ UNCHANGED <<copies, holder, takes, life, unseen, told, overtaken>>

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
             taken |-> IF StoresRows(t) THEN db.taken \union Records(Batch(t)) ELSE db.taken,
             again |-> db.again \/ (StoresRows(t) /\ \E p \in Batch(t) :
                                      Record(p) \in db.taken /\ db.rows[log[p]] = 0) ]
  /\ overtaken' = (overtaken \/ (StoresRows(t) /\ t.life = life /\ t.take # db.by))
  /\ writer' = IF ~Waits(t) THEN writer
               ELSE IF Accepts(t) THEN [writer EXCEPT ![t.writer].state = "stored", ![t.writer].at = t.to]
               ELSE Away(t.writer)
  /\ UNCHANGED <<copies, holder, takes, life, unseen, told>>
  /\ UNCHANGED journal

(* JournalReader.commit: ReaderOffset.commit, as long as the reader is this writer's
   (OpenReaders.open gives it to one). *)
Hint(w) ==
  /\ writer[w].state = "stored"
  /\ writer' = [writer EXCEPT ![w].state = "ready"]
  /\ hint' = IF writer[w].take = takes THEN Highest(hint, writer[w].at) ELSE hint
  /\ UNCHANGED <<log, end, dropped, start, forced, sends, acked, tail, faults>>
  /\ UNCHANGED <<db, copies, pending, holder, takes, life, unseen, told, overtaken>>

(* A writer with nothing to store looks whether fence and place are still its own. *)
Look(w) ==
  /\ writer[w].state = "ready"
  /\ db.fence # writer[w].fence \/ db.place # writer[w].at
  /\ writer' = Away(w)
  /\ UNCHANGED <<db, copies, pending, holder, takes, life, unseen, told, overtaken>>
  /\ UNCHANGED journal

(* The connection breaks (StoreWorker.pause); the transaction may still be executed, or never. *)
LoseAnswer(w) ==
  /\ writer[w].state = "waiting"
  /\ Fault
  /\ writer' = AfterUnknown(w)
  /\ UNCHANGED <<log, end, dropped, start, hint, forced, sends, acked, tail>>
  /\ UNCHANGED <<db, copies, pending, holder, takes, life, unseen, told, overtaken>>

(* The database rolls back what nobody waits for. *)
RollBack(t) ==
  /\ ~Waits(t)
  /\ pending' = pending \ {t}
  /\ UNCHANGED <<db, copies, writer, holder, takes, life, unseen, told, overtaken>>
  /\ UNCHANGED journal

(* Retention.run: rows are deleted by age and number. *)
DeleteRow(e) ==
  /\ RowsExpire
  /\ db.rows[e] > 0
  /\ db' = [db EXCEPT !.rows[e] = 0]
  /\ UNCHANGED <<copies, pending, writer, holder, takes, life, unseen, told, overtaken>>
  /\ UNCHANGED journal

(* The server ends and starts; a transaction that it sent may still be executed. *)
Crash ==
  /\ LogCrashes
  /\ writer' = AllAway
  /\ UNCHANGED <<db, copies, pending, holder, takes, life, unseen, told, overtaken>>

(* A person copies the database, and puts the copy back. Connections end, writers that had nothing
   to send do not notice. *)
CopyDatabase ==
  /\ "database" \in CopiesOf
  /\ copies = {}
  /\ copies' = {db}
  /\ UNCHANGED <<db, pending, writer, holder, takes, life, unseen, told, overtaken>>
  /\ UNCHANGED journal

PutBackDatabase ==
  /\ copies # {}
  /\ Fault
  /\ db' \in copies
  /\ pending' = {}
  /\ writer' = [w \in Writers |->
       IF writer[w].state = "waiting" THEN [writer[w] EXCEPT !.state = "away"] ELSE writer[w]]
  /\ life' = life + 1
  /\ unseen' = TRUE
  /\ UNCHANGED <<log, end, dropped, start, hint, forced, sends, acked, tail>>
  /\ UNCHANGED <<copies, holder, takes, told, overtaken>>

(* A person puts an older copy of the journal's folder back. What was acknowledged behind it is
   given up, and the offsets behind it are given out again, for other records. What readers without
   a named place would need to notice that is not specified. *)
PutBackJournal ==
  /\ "journal" \in CopiesOf
  /\ Fault
  /\ \E last \in start .. end - 1 :
       /\ log' = SubSeq(log, 1, last)
       /\ end' = last
       /\ hint' = Lowest(hint, last)
       /\ forced' = Lowest(hint, last)
       /\ acked' = {record \in acked : record[1] <= last}
       /\ tail' = [at |-> last, seen |-> Records(1 .. last), told |-> 1 .. last]
  /\ dropped' = {}
  /\ writer' = AllAway
  /\ UNCHANGED <<start, sends>>
  /\ UNCHANGED <<db, copies, pending, holder, takes, life, unseen, told, overtaken>>

NextOfEventStore ==
  \/ \E w \in Writers : Connect(w) \/ Begin(w) \/ Hint(w) \/ Look(w) \/ LoseAnswer(w)
  \/ \E t \in pending : Execute(t) \/ RollBack(t)
  \/ \E e \in Events : DeleteRow(e)
  \/ Crash
  \/ CopyDatabase
  \/ PutBackDatabase
  \/ PutBackJournal

-----------------------------------------------------------------------------
\* An event is at most one row.
AtMostOneRow == \A e \in Events : db.rows[e] <= 1

\* Whoever has the place knows that all before it is stored, or reported.
PlaceNotBeyondStored ==
  \A w \in Writers :
    LET me == writer[w] IN
    (me.state # "away" /\ me.fence = db.fence /\ me.at = db.place) =>
      Records(1 .. Lowest(db.place, Len(log))) \subseteq db.taken \union told

\* A writer that was overtaken has no effect. Only within one life of the database: an older copy may
\* give a fence out again. That this is harmless is what NoLoss and AtMostOneRow say.
OvertakenStoresNothing == ~overtaken

\* Without an older copy of the database nothing is ever reported as missing.
NothingIsGivenUp == life = 0 => told = {}

\* Not promised: see SPECIFICATION.md.
NoRowComesBack == ~db.again
=============================================================================
