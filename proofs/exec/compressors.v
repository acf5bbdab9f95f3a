(* What the library computes of rationals, written to be run: top-k, the law of   *)
(* rand-k and the moments of a finite law, over sequences of Q.                    *)
(*   exec_top_k    top-k of x is [topk] of base/top_k.v, as a real vector          *)
(*   exec_rand_k   E rand-k(x) = (k/d) x and E |rand-k(x)|^2 = (k/d) |x|^2, as      *)
(*                 equations (10) and (12) have them                               *)
From Coq Require Import Reals Lra Psatz QArith Qabs Qreals.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector top_k.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Definition zero : Q := 0 # 1.

(* indices by decreasing |x_i|, ties to the lowest *)
Definition order (x : seq Q) : rel nat :=
  fun i j => Qle_bool (Qabs (nth zero x j)) (Qabs (nth zero x i)).
Definition top_indices k (x : seq Q) : seq nat := take k (sort (order x) (iota 0 (size x))).
Definition top_k k (x : seq Q) : seq Q :=
  mkseq (fun i => if i \in top_indices k x then nth zero x i else zero) (size x).

(* the ways to keep k entries of x and drop the others *)
Fixpoint kept k (x : seq Q) : seq (seq Q) :=
  match k, x with
  | 0%N, _ => [:: nseq (size x) zero]
  | _, [::] => [::]
  | k'.+1, a :: r => map (cons a) (kept k' r) ++ map (cons zero) (kept k r)
  end.

Definition sum (a : seq Q) : Q := foldr (fun p q => Qred (Qplus p q)) zero a.
Definition nsq (v : seq Q) : Q := sum (map (fun p => Qmult p p) v).
Definition minus (u v : seq Q) : seq Q := map (fun p => Qminus p.1 p.2) (zip u v).

(* a finite law: weights and vectors *)
Definition law : Type := seq (Q * seq Q).
Definition Ex (l : law) (X : seq Q -> Q) : Q := sum (map (fun o => Qmult o.1 (X o.2)) l).
Definition mean d (l : law) : seq Q := mkseq (fun i => Ex l (fun v => nth zero v i)) d.

(* |G|^2, |E g|^2, |b|^2, E|n|^2 and E|g - G|^2 *)
Definition moments (l : law) (G : seq Q) : seq Q :=
  let e := mean (size G) l in
  [:: nsq G; nsq e; nsq (minus e G);
      Ex l (fun v => nsq (minus v e)); Ex l (fun v => nsq (minus v G))].

Definition rand_k k (x : seq Q) : law :=
  let ways := kept k x in
  let w := Qmake 1 (Pos.of_nat (size ways)) in map (fun v => (w, v)) ways.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Definition real (x : seq Q) : 'rV[R]_(size x) := \row_i Q2R (nth zero x i).

Lemma Q2R0 : Q2R zero = 0. Proof. exact: Rmult_0_l. Qed.

Lemma Q2R_le p q : Qle_bool p q = (Q2R p <= Q2R q).
Proof.
apply/idP/idP => [/Qle_bool_iff h|/RleP h]; first exact/RleP/Qle_Rle.
exact/Qle_bool_iff/Rle_Qle.
Qed.

Lemma Q2R_abs p : Q2R (Qabs p) = `|Q2R p|.
Proof.
case: (Qlt_le_dec p zero) => h.
  rewrite (Qeq_eqR _ _ (Qabs_neg _ (Qlt_le_weak _ _ h))) Q2R_opp.
  by rewrite ler0_norm //; have /RleP := Qle_Rle _ _ (Qlt_le_weak _ _ h); rewrite Q2R0.
rewrite (Qeq_eqR _ _ (Qabs_pos _ h)) ger0_norm //.
by have /RleP := Qle_Rle _ _ h; rewrite Q2R0.
Qed.

Lemma exec_top_k k (x : seq Q) :
  map Q2R (top_k k x) = [seq topk k (real x) 0 i | i <- enum 'I_(size x)].
Proof.
have e : top_indices k x = map val (take k (sort (geabs (real x)) (enum 'I_(size x)))).
  rewrite /top_indices -val_enum_ord sort_map -map_take; congr (map _ (take _ (sort _ _))).
  by apply: funext => i; apply: funext => j; rewrite /order /geabs /= !mxE Q2R_le !Q2R_abs.
rewrite /top_k /mkseq -val_enum_ord -!map_comp; apply: eq_map => i /=.
rewrite e mem_map; last exact: val_inj.
rewrite mxE inE mxE; case: ifP => _ //; exact: Q2R0.
Qed.

(* The sums of a function of the entries over the ways to keep k of them. *)
Section Entries.
Fixpoint entries (f : nat -> Q -> R) (v : seq Q) : R :=
  if v is a :: r then f 0%N a + entries (fun j => f j.+1) r else 0.

Lemma entries_zero f n : (forall j, f j zero = 0) -> entries f (nseq n zero) = 0.
Proof. by elim: n f => //= n IH f f0; rewrite f0 add0r IH. Qed.

Lemma kept0 x : kept 0 x = [:: nseq (size x) zero]. Proof. by case: x. Qed.

Lemma size_kept k x : size (kept k x) = 'C(size x, k).
Proof.
elim: x k => [|a r IH] [|k] //=; rewrite ?bin0 //.
by rewrite size_cat !size_map !IH binS addnC.
Qed.

Lemma sum_kept f k x : (forall j, f j zero = 0) ->
  \sum_(v <- kept k.+1 x) entries f v = 'C((size x).-1, k)%:R * entries f x.
Proof.
elim: x k f => [|a r IH] k f f0 /=; first by rewrite big_nil mulr0.
have g0 j : f j.+1 zero = 0 by exact: f0.
rewrite big_cat !big_map /= mulrDr.
under [X in _ + X]eq_bigr do rewrite f0 add0r.
rewrite (IH k _ g0) big_split /= big_const_seq count_predT iter_addr_0 size_kept -addrA.
congr (_ + _); first by rewrite mulr_natl.
case: k => [|k]; first by rewrite kept0 big_seq1 entries_zero // add0r !bin0.
rewrite (IH k _ g0) -mulrDl -natrD; case: r {IH} => [|b r] /=; first by rewrite !mulr0.
by rewrite binS addnC.
Qed.

Lemma Q2R_sum (a : seq Q) : Q2R (sum a) = \sum_(p <- a) Q2R p.
Proof.
elim: a => [|p a IH]; first by rewrite big_nil; exact: Q2R0.
by rewrite big_cons -IH -[sum _]/(Qred (Qplus p (sum a))) (Qeq_eqR _ _ (Qred_correct _)) Q2R_plus.
Qed.

Lemma entries_nth i (x : seq Q) :
  entries (fun j q => if j == i then Q2R q else 0) x = Q2R (nth zero x i).
Proof.
elim: x i => [|a r IH] [|i] //=; rewrite ?Q2R0 // -?IH ?add0r //.
suff -> : entries (fun j q => if j.+1 == 0%N then Q2R q else 0) r = 0 by rewrite addr0.
by elim: r {IH} => //= b r ->; rewrite add0r.
Qed.

Lemma entries_nsq (x : seq Q) : entries (fun _ q => Q2R q ^+ 2) x = Q2R (nsq x).
Proof.
rewrite /nsq Q2R_sum big_map; elim: x => [|a r /= ->]; first by rewrite big_nil.
by rewrite big_cons Q2R_mult expr2.
Qed.
End Entries.

Lemma Q2R_unit n : (0 < n)%N -> Q2R (Qmake 1 (Pos.of_nat n)) = n%:R^-1.
Proof.
case: n => // n _; rewrite mc_invE -INRE -(Nat2Pos.id n.+1) // INR_IPR Nat2Pos.id //.
exact: Rmult_1_l.
Qed.

Lemma Ex_rand_k k x X :
  Q2R (Ex (rand_k k x) X) =
    Q2R (Qmake 1 (Pos.of_nat (size (kept k x)))) * \sum_(v <- kept k x) Q2R (X v).
Proof.
rewrite /Ex Q2R_sum !big_map big_distrr; apply: eq_bigr => v _ /=.
exact: Q2R_mult.
Qed.

Lemma bin_ratio d k : (k < d)%N ->
  ('C(d, k.+1)%:R)^-1 * 'C(d.-1, k)%:R = k.+1%:R / d%:R :> R.
Proof.
move=> kd; have d0 : d%:R != 0 :> R by rewrite pnatr_eq0 -lt0n (leq_ltn_trans _ kd).
have c0 : 'C(d, k.+1)%:R != 0 :> R by rewrite pnatr_eq0 -lt0n bin_gt0.
by rewrite mulrC; apply/eqP; rewrite eqr_div // -!natrM mulnC mul_bin_diag.
Qed.

Lemma exec_rand_k k (x : seq Q) : (k < size x)%N ->
  map Q2R (mean (size x) (rand_k k.+1 x)) =
    [seq k.+1%:R / (size x)%:R * Q2R (nth zero x i) | i <- iota 0 (size x)] /\
  Q2R (Ex (rand_k k.+1 x) nsq) = k.+1%:R / (size x)%:R * Q2R (nsq x).
Proof.
move=> kd; have E f X : (forall j, f j zero = 0) -> (forall v, Q2R (X v) = entries f v) ->
    Q2R (Ex (rand_k k.+1 x) X) = k.+1%:R / (size x)%:R * entries f x.
  move=> f0 eX; rewrite Ex_rand_k size_kept Q2R_unit ?bin_gt0 //.
  by rewrite (eq_bigr (entries f)) // sum_kept // mulrA bin_ratio.
split.
  rewrite -map_comp; apply: eq_map => i /=; rewrite -entries_nth; apply: E => [j|v].
    by case: ifP => // _; exact: Q2R0.
  by rewrite entries_nth.
rewrite -entries_nsq; apply: E => [j|v]; last by rewrite entries_nsq.
by rewrite Q2R0 expr2 mulr0.
Qed.
