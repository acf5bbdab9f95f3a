(* Lemma 3, Theorem 4, eq. (6), Theorem 6, Remark 7.             *)
(* The law of x_t is that of Algorithm 1 run with fresh independent xi:        *)
(* E[phi(x_t)] = (P^t phi)(x_0), (P phi)(x) = E_xi phi(x - g * oracle x xi).   *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp.
From mathcomp.analysis Require Import Rstruct topology normedtype derive.
From Biasbound.base Require Import real_tactics vector expectation oracle.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

(* ---- real sequences ------------------------------------------------------ *)
Lemma telescope_avg (F G : nat -> R) (a c : R) T : (0 < T)%N ->
  (forall t, 0 <= F t) -> (forall t, a * G t <= F t - F t.+1 + c) ->
  a * (T%:R^-1 * (\sum_(t < T) G t)) <= F 0%N / T%:R + c.
Proof.
move=> T0 F0 h.
have H n : a * (\sum_(t < n) G t) <= F 0%N - F n + n%:R * c.
  elim: n => [|n IH]; first by rewrite big_ord0 mulr0 subrr mul0r addr0.
  rewrite big_ord_recr /= mulrDr -addn1 natrD mulrDl mul1r addn1.
  by have := h n; move: IH; clear; set s := a * _; set s' := a * _; set k := _ * c; rlra.
have Tp : 0 < T%:R :> R by rewrite ltr0n.
rewrite mulrCA -[X in _ <= X](mulKf (lt0r_neq0 Tp)).
rewrite ler_pmul2l ?invr_gt0 //.
apply: le_trans (H T) _.
have -> : T%:R * (F 0%N / T%:R + c) = F 0%N + T%:R * c.
  by rewrite mulrDr mulrCA divff ?mulr1 // lt0r_neq0.
by have := F0 T; set k := _ * c; rlra.
Qed.

Lemma unroll (F : nat -> R) (a c : R) : 0 < a -> a <= 1 ->
  (forall t, F t.+1 <= (1 - a) * F t + c) ->
  forall T, F T <= (1 - a) ^+ T * F 0%N + c * (\sum_(i < T) (1 - a) ^+ i).
Proof.
move=> a0 a1 h; elim=> [|T IH]; first by rewrite big_ord0 expr0 mul1r mulr0 addr0.
apply: le_trans (h T) _.
have q : 0 <= 1 - a by rlra.
have h1 := ler_wpmul2l q IH.
rewrite big_ord_recl expr0 exprS.
have -> : \sum_(i < T) (1 - a) ^+ (lift ord0 i) = (1 - a) * (\sum_(i < T) (1 - a) ^+ i).
  by rewrite big_distrr; apply: eq_bigr => i _; rewrite /= /bump /= add1n exprS.
move: h1; set s := \sum_(_ < _) _; set e := _ ^+ T; clear; rlra.
Qed.

Lemma geom_sum_le (a : R) T : 0 < a -> a <= 1 -> \sum_(i < T) (1 - a) ^+ i <= a^-1.
Proof.
move=> a0 a1; rewrite -[X in X <= _](mulKf (lt0r_neq0 a0)) -[X in _ <= X]mulr1.
rewrite ler_pmul2l ?invr_gt0 //.
have -> : a * (\sum_(i < T) (1 - a) ^+ i) = 1 - (1 - a) ^+ T.
  elim: T => [|T IH]; first by rewrite big_ord0 mulr0 expr0 subrr.
  by rewrite big_ord_recr /= mulrDr IH exprS; set e := _ ^+ T; rring.
have : 0 <= (1 - a) ^+ T by apply: exprn_ge0; rlra.
by set e := _ ^+ T; rlra.
Qed.

Section Run.
Variables (d : nat).
Local Notation V := 'rV[R]_d.+1.
Variables (f : V -> R) (df : V -> V) (fstar : R).
Variables (Xi : Type) (E : expectation Xi) (b : V -> V) (n : V -> Xi -> V).
Variables (L M s2 m z2 g : R).
Hypotheses (fL : smooth f df L) (fmin : forall x, fstar <= f x).
Hypotheses (orc : biased_oracle E n).
Hypotheses (hN : bounded_noise df E b n M s2) (hB : bounded_bias df b m z2).
Hypotheses (g0 : 0 < g) (gL : g <= ((M + 1) * L)^-1).

Definition P (phi : V -> R) x := Ex E (fun xi => phi (sgd_step df b n g x xi)).
Definition reg (phi : V -> R) :=
  forall t x, integ E (fun xi => iter t P phi (sgd_step df b n g x xi)).

Variable x0 : V.
Definition EX (t : nat) (phi : V -> R) : R := iter t P phi x0.   (* E[phi(x_t)] *)

(* all expectations occurring in the statements exist *)
Hypotheses (f_reg : reg f) (df_reg : reg (fun x => nsq (df x))).

Definition Fgap t := EX t f - fstar.
Definition Gsq t := EX t (fun x => nsq (df x)).

Lemma iterP_le t phi psi : reg phi -> reg psi -> (forall x, phi x <= psi x) ->
  forall x, iter t P phi x <= iter t P psi x.
Proof. by move=> r1 r2 h; elim: t => [|t IH] x //=; apply: Ex_le. Qed.

Lemma iterP_cst t c x : iter t P (fun=> c) x = c.
Proof.
elim: t x => [//|t IH] x /=; rewrite /P.
by rewrite (eq_Ex E (Y := fun=> c)) ?Ex_cst.
Qed.

Lemma iterP_lin t phi psi a c x : reg phi -> reg psi ->
  iter t P (fun y => phi y + a * psi y + c) x =
  iter t P phi x + a * iter t P psi x + c.
Proof.
move=> r1 r2; elim: t x => [//|t IH] x /=; rewrite /P.
under eq_Ex do rewrite IH.
rewrite ExD ?Ex_cst; [|by apply: integD => //; exact/integZ|exact: integ_cst].
by rewrite ExD ?ExZ //; exact: integZ.
Qed.

Lemma reg_lin phi psi a c : reg phi -> reg psi ->
  reg (fun y => phi y + a * psi y + c).
Proof.
move=> r1 r2 t x; under [X in integ _ X]funext do rewrite iterP_lin //.
by apply: integD; [apply: integD => //; exact: integZ|exact: integ_cst].
Qed.

Lemma regP phi : reg phi -> reg (P phi).
Proof.
by move=> r t x; under [X in integ _ X]funext do rewrite -iterSr; exact: r.
Qed.

Lemma Fgap_ge0 t : 0 <= Fgap t.
Proof.
rewrite subr_ge0 /EX; elim: t x0 => [|t IH] x /=; first exact: fmin.
by rewrite -{1}(Ex_cst E fstar); apply: Ex_le => //; exact: integ_cst.
Qed.

Definition Psi T : R := T%:R^-1 * (\sum_(t < T) Gsq t).

End Run.
