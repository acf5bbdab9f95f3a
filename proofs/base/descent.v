(* From one step to a trajectory. If P f <= f - a |df|^2 + c, where P f x is     *)
(* E f(x+), then E|df(x_t)|^2 sums to (F_0 - F_T + T c)/a, and under PL F_t is   *)
(* contracted by 1 - 2 a mu. Every rate of the paper has this form.             *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle trajectory.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Section Sequences.

Lemma telescope_exact (F G : nat -> R) (a c : R) T :
  (forall t, a * G t <= F t - F t.+1 + c) ->
  a * (\sum_(t < T) G t) <= F 0%N - F T + T%:R * c.
Proof.
move=> h; elim: T => [|T IH]; first by rewrite big_ord0 mulr0 subrr mul0r addr0.
rewrite big_ord_recr /= mulrDr -[X in X%:R]addn1 natrD mulrDl mul1r.
have := h T; move: IH; set s := a * _; set s' := a * _; set k := _ * c; rlra.
Qed.

Lemma min_le_average (G : nat -> R) T : (0 < T)%N ->
  exists2 t, (t < T)%N & G t <= T%:R^-1 * (\sum_(t < T) G t).
Proof.
case: T => // T _; have Tp : 0 < T.+1%:R :> R by rewrite ltr0n.
suff [t tT le] : exists2 t, (t < T.+1)%N & T.+1%:R * G t <= \sum_(t < T.+1) G t.
  by exists t => //; rewrite -(ler_pmul2l Tp) mulrA divff ?lt0r_neq0 // mul1r.
elim: T {Tp} => [|T [t tT le]]; first by exists 0%N; rewrite // big_ord1 mul1r.
have e y : T.+2%:R * y = T.+1%:R * y + y by rewrite -[T.+2]addn1 natrD mulrDl mul1r.
have Tp : 0 <= T.+1%:R :> R by rewrite ler0n.
rewrite big_ord_recr /=; case: (leP (G t) (G T.+1)) => h.
  by exists t; [exact: ltnW|rewrite e; exact: ler_add].
exists T.+1 => //; rewrite e ler_add2r; apply: le_trans le.
by apply: ler_wpmul2l => //; exact: ltW.
Qed.

(* F_{t+1} <= q F_t + (1 - q) r has the fixed point r *)
Lemma unroll_to (F : nat -> R) (q r : R) : 0 <= q ->
  (forall t, F t.+1 <= q * F t + (1 - q) * r) ->
  forall T, F T <= q ^+ T * F 0%N + (1 - q ^+ T) * r.
Proof.
move=> q0 h; elim=> [|T IH]; first by rewrite expr0 mul1r subrr mul0r addr0.
apply: le_trans (h T) _; have := ler_wpmul2l q0 IH; rewrite exprS.
by move: (_ ^+ T) (F T) (F 0%N) => e a b; rlra.
Qed.

Lemma unroll_to_eq (F : nat -> R) (q r : R) :
  (forall t, F t.+1 = q * F t + (1 - q) * r) ->
  forall T, F T = q ^+ T * F 0%N + (1 - q ^+ T) * r.
Proof.
move=> h; elim=> [|T IH]; first by rewrite expr0 mul1r subrr mul0r addr0.
rewrite h IH exprS; move: (_ ^+ T) (F 0%N) => e b; rring.
Qed.

End Sequences.

Section Finite.
Variables (d : nat) (df b : 'rV[R]_d.+1 -> 'rV[R]_d.+1).
Variables (I : finType) (p : I -> R) (p0 : forall i, 0 <= p i) (p1 : \sum_i p i = 1).

(* under a finite law every expectation exists *)
Lemma reg_finite n g phi : reg df (fin_expectation p0 p1) b n g phi.
Proof. by []. Qed.
End Finite.

Section Descent.
Variables (d : nat).
Local Notation V := 'rV[R]_d.+1.
Variables (f : V -> R) (df : V -> V) (fstar : R).
Variables (Xi : Type) (E : expectation Xi) (b : V -> V) (n : V -> Xi -> V) (g : R) (x0 : V).
Hypotheses (f_reg : reg df E b n g f) (df_reg : reg df E b n g (fun x => nsq (df x))).
Local Notation F := (Fgap f df fstar E b n g x0).
Local Notation G := (Gsq df E b n g x0).
Variables (a c : R).

Lemma descent_trajectory :
  (forall x, P df E b n g f x <= f x - a * nsq (df x) + c) ->
  forall t, F t.+1 <= F t - a * G t + c.
Proof.
move=> h t; rewrite /Fgap /EX /Gsq /EX iterSr.
have : iter t (P df E b n g) (P df E b n g f) x0 <=
    iter t (P df E b n g) (fun x => f x + (- a) * nsq (df x) + c) x0.
  by apply: iterP_le => [||x]; [exact: regP|exact: reg_lin|have := h x; rewrite mulNr].
by rewrite iterP_lin // mulNr; move: (iter _ _ _ _) (iter _ _ _ _) (iter _ _ _ _) => x y z; rlra.
Qed.

Lemma descent_trajectory_eq :
  (forall x, P df E b n g f x = f x - a * nsq (df x) + c) ->
  forall t, F t.+1 = F t - a * G t + c.
Proof.
move=> h t; rewrite /Fgap /EX /Gsq /EX iterSr.
have -> : P df E b n g f = fun x => f x + (- a) * nsq (df x) + c.
  by apply: funext => x; rewrite h mulNr.
by rewrite iterP_lin // mulNr; move: (iter _ _ _ _) (iter _ _ _ _) => y z; rring.
Qed.

Lemma descent_average T : (0 < T)%N -> (forall t, F t.+1 <= F t - a * G t + c) ->
  a * Psi df E b n g x0 T <= (F 0 - F T) / T%:R + c.
Proof.
move=> T0 h; have Tp : 0 < T%:R :> R by rewrite ltr0n.
have H : a * (\sum_(t < T) G t) <= F 0 - F T + T%:R * c.
  by apply: telescope_exact => t; have := h t; move: (G t) => x; rlra.
rewrite /Psi mulrCA -(ler_pmul2l Tp) mulVKf ?lt0r_neq0 //; apply: le_trans H _.
by rewrite mulrDr mulrCA divff ?lt0r_neq0 // mulr1.
Qed.

Lemma descent_average_eq T : (0 < T)%N -> (forall t, F t.+1 = F t - a * G t + c) ->
  a * Psi df E b n g x0 T = (F 0 - F T) / T%:R + c.
Proof.
move=> T0 h; have Tp : T%:R != 0 :> R by rewrite lt0r_neq0 // ltr0n.
have H : a * (\sum_(t < T) G t) = F 0 - F T + T%:R * c.
  elim: (T) => [|S IH]; first by rewrite big_ord0 mulr0 subrr mul0r addr0.
  rewrite big_ord_recr /= mulrDr IH -(addn1 S) natrD mulrDl mul1r addn1.
  by rewrite (h S); move: (G S) (_ * c) => x k; rring.
by rewrite /Psi mulrCA H mulrDr mulrA mulVf // mul1r mulrC.
Qed.

Lemma Gsq_ge0 t : 0 <= G t.
Proof.
rewrite /Gsq /EX; have r0 : reg df E b n g (fun=> 0).
  by move=> s x; under [X in integ _ X]funext do rewrite iterP_cst; exact: integ_cst.
have := iterP_le t r0 df_reg (fun x => nsq_ge0 (df x)) x0.
by rewrite iterP_cst.
Qed.

Section PLcase.
Variable mu : R.
Hypothesis fPL : PL f df mu fstar.

Lemma PL_trajectory t : 2%:R * mu * F t <= G t.
Proof.
have r0 : reg df E b n g (fun=> 0).
  by move=> s x; under [X in integ _ X]funext do rewrite iterP_cst; exact: integ_cst.
pose i := (2%:R * mu)^-1.
have p : 0 < 2%:R * mu by apply: mulr_gt0; [rewrite ltr0n|exact: PL_gt0 fPL].
have h x : f x <= 0 + i * nsq (df x) + fstar.
  rewrite add0r -ler_subl_addr -(ler_pmul2l p) mulrA divff ?lt0r_neq0 // mul1r.
  exact: PL_ineq.
have := iterP_le t f_reg (reg_lin i fstar r0 df_reg) h x0.
rewrite iterP_lin // iterP_cst add0r -ler_subl_addr -(ler_pmul2l p) mulrA.
by rewrite divff ?lt0r_neq0 // mul1r.
Qed.

Lemma PL_contraction : 0 <= a ->
  (forall t, F t.+1 <= F t - a * G t + c) ->
  forall t, F t.+1 <= (1 - 2%:R * a * mu) * F t + c.
Proof.
move=> a0 h t; have := ler_wpmul2l a0 (PL_trajectory t); have := h t.
by move: (G t) (F t) (F t.+1) => x y z; rlra.
Qed.
End PLcase.
End Descent.

Section GradientBound.
Variables (d : nat) (f : 'rV[R]_d.+1 -> R) (df : 'rV[R]_d.+1 -> 'rV[R]_d.+1) (fstar L : R).
Hypotheses (fL : smooth f df L) (fmin : forall x, fstar <= f x).

Lemma grad_le x : nsq (df x) <= 2%:R * L * (f x - fstar).
Proof.
have L0 := smooth_gt0 fL.
have := smooth_ub fL x (x - L^-1 *: df x).
have -> : x - L^-1 *: df x - x = (- L^-1) *: df x by rewrite scaleNr addrAC subrr add0r.
rewrite nsqZ dotZr -/(nsq (df x)) sqrrN => h.
have h2 := le_trans (fmin _) h.
have k := mulVf (lt0r_neq0 L0).
have e : L / 2%:R * (L^-1 ^+ 2 * nsq (df x)) = L^-1 * nsq (df x) / 2%:R.
  rewrite expr2; set q := nsq _; have -> : L / 2%:R * (L^-1 * L^-1 * q) =
   (L^-1 * L) * (L^-1 * q / 2%:R) by move: (L^-1) => i; clear; rring.
  by rewrite k mul1r.
have h3 : L^-1 * nsq (df x) <= 2%:R * (f x - fstar) by move: h2; rewrite e; rlra.
have := ler_wpmul2l (ltW L0) h3; rewrite mulrA divff ?lt0r_neq0 // mul1r.
by rlra.
Qed.

(* kappa >= 1, unless f is constant *)
Lemma PL_smooth mu : PL f df mu fstar -> mu <= L \/ forall x, f x = fstar.
Proof.
move=> fPL; case: (leP mu L) => [?|h]; [by left|right => x].
have k1 := grad_le x; have k2 := PL_ineq fPL x; have k3 := fmin x.
apply/le_anti/andP; split=> //.
have h1 : 0 < mu - L by rewrite subr_gt0.
have : (mu - L) * (f x - fstar) <= 0 by rlra.
by rewrite pmulr_rle0 // subr_le0.
Qed.
End GradientBound.
