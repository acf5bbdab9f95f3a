(* The standard Gaussian law N(0, I_d) on row vectors, as an [expectation]: the   *)
(* coordinates are integrated one after the other, each by gaussian_integral.v,   *)
(* so that they are independent and standard normal.                              *)
(*   tame X         X is locally Lipschitz, with constants of polynomial growth   *)
(*   gauss_integ    every tame function is integrable                             *)
(*   stein          E u_i X(u) = E (d_i X)(u)                                     *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.classical Require Import boolp.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation gaussian_integral.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Definition gauss1 : expectation R.
Proof.
refine (@Expectation R gauss_integrable gauss_mean gauss_integrable_cst gauss_integrable_plus
  gauss_integrable_scal gauss_mean_cst gauss_mean_plus gauss_mean_scal _).
by move=> X Y iX iY le; apply/RleP; apply: gauss_mean_le => // x; apply/RleP.
Defined.

(* one point *)
Definition point_expectation Om (w : Om) : expectation Om.
Proof.
by refine (@Expectation Om (fun=> True) (fun X => X w) _ _ _ _ _ _ _).
Defined.

(* the law of F (x, v) for independent x and v, x integrated first *)
Definition image_product A B Om (F : A -> B -> Om) (EA : expectation A) (EB : expectation B) :
  expectation Om.
Proof.
refine (@Expectation Om
  (fun X => (forall v, integ EA (fun x => X (F x v))) /\ integ EB (fun v => Ex EA (fun x => X (F x v))))
  (fun X => Ex EB (fun v => Ex EA (fun x => X (F x v)))) _ _ _ _ _ _ _).
- move=> c; split=> [v|]; first exact: integ_cst.
  by apply: (eq_integ (X := fun=> c)) => [v|]; rewrite ?Ex_cst //; exact: integ_cst.
- move=> X Y [X1 X2] [Y1 Y2]; split=> [v|]; first exact: integD.
  by apply: eq_integ (integD X2 Y2) => v; rewrite ExD.
- move=> a X [X1 X2]; split=> [v|]; first exact: integZ.
  by apply: eq_integ (integZ a X2) => v; rewrite ExZ.
- by move=> c; under eq_Ex do rewrite Ex_cst; rewrite Ex_cst.
- by move=> X Y [X1 X2] [Y1 Y2]; rewrite -ExD //; apply: eq_Ex => v; rewrite ExD.
- by move=> a X [X1 X2]; rewrite -ExZ //; apply: eq_Ex => v; rewrite ExZ.
- by move=> X Y [X1 X2] [Y1 Y2] le; apply: Ex_le => // v; apply: Ex_le.
Defined.

Definition rcons0 n (x : R) (v : 'rV[R]_n) : 'rV[R]_n.+1 :=
  \row_i (if unlift ord0 i is Some j then v 0 j else x).

Fixpoint gauss n : expectation 'rV[R]_n :=
  if n is m.+1 then image_product (@rcons0 m) gauss1 (gauss m) else point_expectation 0.

Section Cons.
Variable n : nat.
Implicit Types (x y : R) (v w : 'rV[R]_n).

Lemma rcons00 x v : rcons0 x v 0 ord0 = x.
Proof. by rewrite mxE unlift_none. Qed.

Lemma rcons0S x v j : rcons0 x v 0 (lift ord0 j) = v 0 j.
Proof. by rewrite mxE liftK. Qed.

Lemma dot_rcons0 x y v w : dot (rcons0 x v) (rcons0 y w) = x * y + dot v w.
Proof.
by rewrite /dot big_ord_recl !rcons00; congr (_ + _); apply: eq_bigr => i _; rewrite !rcons0S.
Qed.

Lemma nsq_rcons0 x v : nsq (rcons0 x v) = x ^+ 2 + nsq v.
Proof. by rewrite /nsq dot_rcons0 expr2. Qed.

Lemma rcons0B x y v w : rcons0 x v - rcons0 y w = rcons0 (x - y) (v - w).
Proof. by apply/rowP => i; rewrite !mxE; case: unliftP => [j|] _; rewrite ?mxE. Qed.

Lemma rcons0P (u : 'rV[R]_n.+1) : u = rcons0 (u 0 ord0) (\row_j u 0 (lift ord0 j)).
Proof. by apply/rowP => i; rewrite mxE; case: unliftP => [j|] ->; rewrite ?mxE. Qed.
End Cons.

(* ---- tame functions *)
Definition tame n (X : 'rV[R]_n -> R) := exists C k, 0 <= C /\
  forall u v, (X u - X v) ^+ 2 <= C * (1 + nsq u + nsq v) ^+ k * nsq (u - v).

Section Tame.
Variable n : nat.
Implicit Types (X Y : 'rV[R]_n -> R) (u v : 'rV[R]_n).

Lemma weight_ge1 u v : 1 <= 1 + nsq u + nsq v.
Proof. by have := nsq_ge0 u; have := nsq_ge0 v; rlra. Qed.

Lemma eq_tame X Y : X =1 Y -> tame X -> tame Y. Proof. by move=> /funext ->. Qed.

Lemma tame_cst c : tame (fun _ : 'rV[R]_n => c).
Proof.
by exists 0, 0%N; split=> // u v; rewrite subrr expr2 !mul0r.
Qed.

Lemma tameD X Y : tame X -> tame Y -> tame (fun u => X u + Y u).
Proof.
move=> [C [k [C0 hX]]] [D [l [D0 hY]]]; exists (2%:R * (C + D)), (k + l)%N.
split=> [|u v]; first by apply: mulr_ge0; [exact: ler0n|exact: addr_ge0].
have := hX u v; have := hY u v; have w1 := weight_ge1 u v; have n0 := nsq_ge0 (u - v).
set W := 1 + _ + _ in w1 *; set N := nsq _ in n0 *.
have hk : W ^+ k <= W ^+ (k + l) by apply: ler_weexpn2l => //; exact: leq_addr.
have hl : W ^+ l <= W ^+ (k + l) by apply: ler_weexpn2l => //; exact: leq_addl.
have a1 := ler_wpmul2r n0 (ler_wpmul2l C0 hk); have a2 := ler_wpmul2r n0 (ler_wpmul2l D0 hl).
move: a1 a2; move: (X u) (X v) (Y u) (Y v) => a b c e.
move: (W ^+ k) (W ^+ l) (W ^+ (k + l)) => p q r h1 h2 h3 h4.
by have := sqr_ge0 ((a - b) - (c - e)); rlra.
Qed.

Lemma tame_growth X : tame X ->
  exists C k, 0 <= C /\ forall u, X u ^+ 2 <= C * (1 + nsq u) ^+ k.
Proof.
move=> [C [k [C0 h]]]; exists (2%:R * (X 0 ^+ 2 + C)), k.+1.
split=> [|u]; first by apply: mulr_ge0; [exact: ler0n|apply: addr_ge0 => //; exact: sqr_ge0].
have := h u 0; rewrite subr0 nsq0 addr0 => {}h; have n0 := nsq_ge0 u.
have w1 : 1 <= 1 + nsq u by rewrite ler_addl.
have p1 : 1 <= (1 + nsq u) ^+ k.+1 by apply: exprn_ege1.
have a1 : C * (1 + nsq u) ^+ k * nsq u <= C * (1 + nsq u) ^+ k.+1.
  rewrite exprSr mulrA; apply: ler_wpmul2l; last by rewrite ler_addr ler01.
  by apply: mulr_ge0 => //; apply: exprn_ge0; apply: le_trans w1; exact: ler01.
have a2 : X 0 ^+ 2 * 1 <= X 0 ^+ 2 * (1 + nsq u) ^+ k.+1.
  by apply: ler_wpmul2l => //; exact: sqr_ge0.
move: a1 a2 h; move: (_ ^+ k.+1) (_ ^+ k) (X u) (X 0) => p q a b a1 a2 h.
by have := sqr_ge0 (a - b - b); rlra.
Qed.

Lemma tameM X Y : tame X -> tame Y -> tame (fun u => X u * Y u).
Proof.
move=> tX tY; have [A [a [A0 gX]]] := tame_growth tX; have [B [b [B0 gY]]] := tame_growth tY.
case: tX => [C [k [C0 hX]]]; case: tY => [D [l [D0 hY]]].
exists (2%:R * (A * D + B * C)), ((a + l) + (b + k))%N; split=> [|u v].
  by apply: mulr_ge0; [exact: ler0n|apply: addr_ge0; exact: mulr_ge0].
have := hX u v; have := hY u v; have w1 := weight_ge1 u v; have n0 := nsq_ge0 (u - v).
have gu : X u ^+ 2 <= A * (1 + nsq u + nsq v) ^+ a.
  apply: le_trans (gX u) _; apply: ler_wpmul2l => //; apply: ler_expn2r.
  - by rewrite nnegrE addr_ge0 ?ler01 ?nsq_ge0.
  - by rewrite nnegrE !addr_ge0 ?ler01 ?nsq_ge0.
  - by rewrite ler_addl nsq_ge0.
have gv : Y v ^+ 2 <= B * (1 + nsq u + nsq v) ^+ b.
  apply: le_trans (gY v) _; apply: ler_wpmul2l => //; apply: ler_expn2r.
  - by rewrite nnegrE addr_ge0 ?ler01 ?nsq_ge0.
  - by rewrite nnegrE !addr_ge0 ?ler01 ?nsq_ge0.
  - by rewrite -addrA ler_add2l ler_addr nsq_ge0.
set W := 1 + _ + _ in w1 gu gv *; set N := nsq _ in n0 *; move=> h1 h2.
have W0 : 0 <= W by apply: le_trans w1; exact: ler01.
have e1 : W ^+ (a + l) <= W ^+ (a + l + (b + k)) by apply: ler_weexpn2l => //; exact: leq_addr.
have e2 : W ^+ (b + k) <= W ^+ (a + l + (b + k)) by apply: ler_weexpn2l => //; exact: leq_addl.
have m1 : X u ^+ 2 * (Y u - Y v) ^+ 2 <= A * W ^+ a * (D * W ^+ l * N).
  by apply: ler_pmul => //; exact: sqr_ge0.
have m2 : Y v ^+ 2 * (X u - X v) ^+ 2 <= B * W ^+ b * (C * W ^+ k * N).
  by apply: ler_pmul => //; exact: sqr_ge0.
have q1 := ler_wpmul2l (mulr_ge0 (mulr_ge0 A0 D0) n0) e1.
have q2 := ler_wpmul2l (mulr_ge0 (mulr_ge0 B0 C0) n0) e2.
have r1 : A * W ^+ a * (D * W ^+ l * N) = A * D * N * W ^+ (a + l) by rewrite exprD; rring.
have r2 : B * W ^+ b * (C * W ^+ k * N) = B * C * N * W ^+ (b + k) by rewrite exprD; rring.
rewrite r1 in m1; rewrite r2 in m2; move: m1 m2 q1 q2; clear.
move: (W ^+ _) (W ^+ _) (W ^+ _) => p q r; move: (X u) (X v) (Y u) (Y v) => x x' y y'.
by have := sqr_ge0 (x * (y - y') - y' * (x - x')); rlra.
Qed.

Lemma tameZ a X : tame X -> tame (fun u => a * X u).
Proof. by move=> tX; apply: tameM => //; exact: tame_cst. Qed.

Lemma tameN X : tame X -> tame (fun u => - X u).
Proof. by move=> /(tameZ (-1)); apply: eq_tame => u; rewrite mulN1r. Qed.

Lemma tameB X Y : tame X -> tame Y -> tame (fun u => X u - Y u).
Proof. by move=> tX /tameN; exact: tameD. Qed.

Lemma tameX X k : tame X -> tame (fun u => X u ^+ k).
Proof.
move=> tX; elim: k => [|k IH]; first exact: (tame_cst 1).
by apply: (eq_tame (X := fun u => X u * X u ^+ k)) => [u|]; [rewrite exprS|exact: tameM].
Qed.

Lemma tame_sum (I : finType) (F : I -> 'rV[R]_n -> R) :
  (forall i, tame (F i)) -> tame (fun u => \sum_i F i u).
Proof.
move=> h; elim: (index_enum I) => [|i s IH].
  by apply: eq_tame (tame_cst 0) => u; rewrite big_nil.
by apply: eq_tame (tameD (h i) IH) => u; rewrite big_cons.
Qed.

Lemma tame_coord i : tame (fun u : 'rV[R]_n => u 0 i).
Proof.
exists 1, 0%N; split=> [|u v]; first exact: ler01.
rewrite expr0 !mul1r nsqE (bigD1 i) //= !mxE ler_addl.
by apply: sumr_ge0 => j _; exact: sqr_ge0.
Qed.

Lemma tame_dot a : tame (fun u : 'rV[R]_n => dot a u).
Proof. by apply: tame_sum => i; apply: tameZ; exact: tame_coord. Qed.

Lemma tame_nsq : tame (fun u : 'rV[R]_n => nsq u).
Proof. by apply: tame_sum => i; apply: tameM; exact: tame_coord. Qed.
End Tame.

Lemma tame_dotV n m (F : 'rV[R]_n -> 'rV[R]_m) a :
  (forall i, tame (fun u => F u 0 i)) -> tame (fun u => dot a (F u)).
Proof. by move=> h; apply: tame_sum => i; exact: tameZ. Qed.

Lemma tame_nsqV n m (F : 'rV[R]_n -> 'rV[R]_m) :
  (forall i, tame (fun u => F u 0 i)) -> tame (fun u => nsq (F u)).
Proof. by move=> h; apply: tame_sum => i; exact: tameM. Qed.

Lemma tame_affine n (X : 'rV[R]_n -> R) x t : tame X -> tame (fun u => X (x + t *: u)).
Proof.
move=> [C [k [C0 h]]]; pose A := 1 + 4%:R * nsq x + 2%:R * t ^+ 2.
have nx := nsq_ge0 x; have t0 := sqr_ge0 t.
have A0 : 0 <= A by rewrite /A; move: nx t0; rlra.
exists (C * A ^+ k * t ^+ 2), k; split=> [|u v].
  by apply: mulr_ge0 => //; apply: mulr_ge0 => //; exact: exprn_ge0.
apply: le_trans (h _ _) _.
have -> : x + t *: u - (x + t *: v) = t *: (u - v).
  by rewrite scalerBr opprD addrACA subrr add0r.
set P := 1 + _ + _; set W := 1 + nsq u + nsq v.
suff key : P ^+ k <= A ^+ k * W ^+ k.
  have c0 : 0 <= C * t ^+ 2 * nsq (u - v) by apply: mulr_ge0; [exact: mulr_ge0|exact: nsq_ge0].
  have := ler_wpmul2l c0 key; rewrite nsqZ; clear.
  by move: (P ^+ k) (A ^+ k) (W ^+ k) (t ^+ 2) (nsq _) => p a w e m; rlra.
rewrite -exprMn; apply: ler_expn2r; rewrite ?nnegrE /P /W.
- by rewrite !addr_ge0 ?ler01 ?nsq_ge0.
- by rewrite mulr_ge0 // !addr_ge0 ?ler01 ?nsq_ge0.
have := nsqD_le x (t *: u); have := nsqD_le x (t *: v); rewrite !nsqZ /A.
move: (nsq (x + _)) (nsq (x + _)) nx t0 => p q; have := nsq_ge0 u; have := nsq_ge0 v.
move: (nsq u) (nsq v) (nsq x) (t ^+ 2) => a b c e a0 b0 c0 e0 h1 h2.
have := mulr_ge0 a0 c0; have := mulr_ge0 b0 c0; clear -a0 b0 c0 e0 h1 h2; rlra.
Qed.

(* ---- the line *)
Lemma tame_line_const (h : R -> R) : tame (fun u : 'rV[R]_1 => h (u 0 0)) -> tame_line h.
Proof.
move=> [C [k [C0 H]]]; exists C, k; split=> [|x y]; first exact/RleP.
have nq (z : R) : nsq (const_mx z : 'rV[R]_1) = z ^+ 2 by rewrite nsqE big_ord1 mxE.
have := H (const_mx x) (const_mx y); rewrite !nq.
have -> : const_mx x - const_mx y = const_mx (x - y) :> 'rV[R]_1 by apply/rowP=> i; rewrite !mxE.
by rewrite nq !mxE => /RleP; rewrite !RpowE.
Qed.

Lemma tame_line_gauss1 (h : R -> R) : tame (fun u : 'rV[R]_1 => h (u 0 0)) -> integ gauss1 h.
Proof. by move=> /tame_line_const; exact: tame_line_integrable. Qed.

(* (E X)^2 <= E X^2 *)
Lemma Ex_sqr_le Om (E : expectation Om) X : integ E X -> integ E (fun w => X w ^+ 2) ->
  Ex E X ^+ 2 <= Ex E (fun w => X w ^+ 2).
Proof.
move=> iX iX2; pose m := Ex E X.
have h : 0 <= Ex E (fun w => X w ^+ 2 + ((- (2%:R * m)) * X w + m ^+ 2)).
  rewrite -[X in X <= _](Ex_cst E 0); apply: Ex_le; first exact: integ_cst.
    by apply: integD => //; apply: integD; [exact: integZ|exact: integ_cst].
  by move=> w; have := sqr_ge0 (X w - m); rlra.
rewrite ExD // in h; last by apply: integD; [exact: integZ|exact: integ_cst].
rewrite ExD ?Ex_cst ?ExZ // in h; [|exact: integZ|exact: integ_cst].
by move: h; rewrite -/m; move: (Ex _ _) m => a c; rlra.
Qed.

Section Step.
Variable n : nat.
Implicit Types (X : 'rV[R]_n.+1 -> R) (v : 'rV[R]_n).

Lemma tame_section X v : tame X -> tame (fun u : 'rV[R]_1 => X (rcons0 (u 0 0) v)).
Proof.
move=> [C [k [C0 h]]]; pose A := 1 + 2%:R * nsq v; have v0 := nsq_ge0 v.
have A0 : 0 <= A by rewrite /A; move: v0; rlra.
exists (C * A ^+ k), k; split=> [|u w]; first by apply: mulr_ge0 => //; exact: exprn_ge0.
apply: le_trans (h _ _) _; rewrite rcons0B subrr !nsq_rcons0 nsq0 addr0.
have n1 (z : 'rV[R]_1) : nsq z = (z 0 0) ^+ 2 by rewrite nsqE big_ord1.
rewrite !n1 !mxE; apply: ler_wpmul2r; first exact: sqr_ge0.
rewrite -mulrA; apply: ler_wpmul2l => //; rewrite -exprMn.
have := sqr_ge0 (u 0 0); have := sqr_ge0 (w 0 0); rewrite /A.
move: (_ ^+ 2) (_ ^+ 2) (nsq v) v0 => a c e e0 a0 c0.
have h1 := mulr_ge0 a0 e0; have h2 := mulr_ge0 c0 e0.
apply: ler_expn2r; rewrite ?nnegrE; by [rlra|clear h; rlra].
Qed.

Lemma tame_integ_section X v : tame X -> integ gauss1 (fun x => X (rcons0 x v)).
Proof. by move=> tX; apply: tame_line_gauss1; exact: tame_section. Qed.

Definition mean0 X v := Ex gauss1 (fun x => X (rcons0 x v)).

Lemma tame_tail (Y : 'rV[R]_n -> R) : tame Y ->
  tame (fun u : 'rV[R]_n.+1 => Y (\row_j u 0 (lift ord0 j))).
Proof.
move=> [C [k [C0 h]]]; exists C, k; split=> // u w; apply: le_trans (h _ _) _.
have tl (z : 'rV[R]_n.+1) : nsq (\row_j z 0 (lift ord0 j)) <= nsq z.
  by rewrite [X in _ <= nsq X]rcons0P nsq_rcons0 ler_addr sqr_ge0.
have e : (\row_j u 0 (lift ord0 j) - \row_j w 0 (lift ord0 j) : 'rV[R]_n)
   = \row_j (u - w) 0 (lift ord0 j) by apply/rowP => j; rewrite !mxE.
apply: ler_pmul => //; rewrite ?mulr_ge0 ?exprn_ge0 ?addr_ge0 ?ler01 ?nsq_ge0 //.
  apply: ler_wpmul2l => //; apply: ler_expn2r; rewrite ?nnegrE ?addr_ge0 ?ler01 ?nsq_ge0 //.
  by rewrite -!addrA ler_add2l; apply: ler_add.
by rewrite e.
Qed.

Lemma tame_mean0 X : tame X -> tame (mean0 X).
Proof.
move=> tX; case: (tX) => [C [k [C0 h]]].
pose q (x : R) := (1 + 2%:R * x ^+ 2) ^+ k; pose m := Ex gauss1 q.
have tq : tame (fun u : 'rV[R]_1 => q (u 0 0)).
  apply: tameX; apply: tameD; first exact: tame_cst.
  by apply: tameZ; apply: tameX; exact: tame_coord.
have iq : integ gauss1 q by exact: tame_line_gauss1.
have q0 x : 0 <= q x.
  by apply: exprn_ge0; have := sqr_ge0 x; move: (_ ^+ 2) => a; rlra.
have m0 : 0 <= m by rewrite -(Ex_cst gauss1 0); apply: Ex_le => //; exact: integ_cst.
exists (C * m), k; split=> [|v w]; first exact: mulr_ge0.
have iB : integ gauss1 (fun x => X (rcons0 x v) - X (rcons0 x w)).
  by apply: integB; exact: tame_integ_section.
have iB2 : integ gauss1 (fun x => (X (rcons0 x v) - X (rcons0 x w)) ^+ 2).
  apply: (tame_line_gauss1 (h := fun x => (X (rcons0 x v) - X (rcons0 x w)) ^+ 2)).
  by apply: tameX; apply: tameB; exact: tame_section.
rewrite /mean0 -ExB; [|exact: tame_integ_section|exact: tame_integ_section].
apply: le_trans (Ex_sqr_le iB iB2) _.
pose c := C * (1 + nsq v + nsq w) ^+ k * nsq (v - w).
have -> : C * m * (1 + nsq v + nsq w) ^+ k * nsq (v - w) = Ex gauss1 (fun x => c * q x).
  by rewrite ExZ // -/m /c; clear; move: m => a; rring.
apply: Ex_le => // [|x]; first exact: integZ.
apply: le_trans (h _ _) _; rewrite rcons0B subrr !nsq_rcons0 expr0n add0r.
rewrite [X in _ <= X](_ : _ = C * (1 + nsq v + nsq w) ^+ k * q x * nsq (v - w)); last first.
  by rewrite /c; move: (q x) => b; rring.
apply: ler_wpmul2r; first exact: nsq_ge0.
rewrite -mulrA; apply: ler_wpmul2l => //; rewrite /q -exprMn.
have := nsq_ge0 v; have := nsq_ge0 w; have := sqr_ge0 x.
move: (x ^+ 2) (nsq v) (nsq w) => a e f a0 f0 e0.
have h1 := mulr_ge0 a0 e0; have h2 := mulr_ge0 a0 f0.
apply: ler_expn2r; rewrite ?nnegrE; clear -a0 e0 f0 h1 h2.
- by rlra.
- by apply: mulr_ge0; rlra.
- by rlra.
Qed.
End Step.

Lemma gauss_integ n (X : 'rV[R]_n -> R) : tame X -> integ (gauss n) X.
Proof.
elim: n X => [|n IH] X tX //; split=> [v|]; first exact: tame_integ_section.
by apply: IH; exact: tame_mean0.
Qed.

Lemma Ex_gaussS n (X : 'rV[R]_n.+1 -> R) : Ex (gauss n.+1) X = Ex (gauss n) (mean0 X).
Proof. by []. Qed.

(* ---- integration by parts *)
Lemma dot_rcons0r n (a : 'rV[R]_n.+1) x v :
  dot a (rcons0 x v) = a 0 ord0 * x + dot (\row_j a 0 (lift ord0 j)) v.
Proof. by rewrite {1}(rcons0P a) dot_rcons0. Qed.

Definition quadratic_bound n (X : 'rV[R]_n -> R) (DX : 'rV[R]_n -> 'rV[R]_n) K :=
  forall u v, - (K * nsq (v - u)) <= X v - X u - dot (DX u) (v - u) <= K * nsq (v - u).

Lemma stein n (X : 'rV[R]_n -> R) DX K : 0 <= K -> quadratic_bound X DX K ->
  tame X -> (forall i, tame (fun u => DX u 0 i)) ->
  forall i, Ex (gauss n) (fun u => u 0 i * X u) = Ex (gauss n) (fun u => DX u 0 i).
Proof.
move=> K0; elim: n X DX => [|n IH] X DX q tX tD i; first by case: i.
rewrite !Ex_gaussS; case: (unliftP ord0 i) => [j|] ->.
  have e1 v : mean0 (fun u => u 0 (lift ord0 j) * X u) v = v 0 j * mean0 X v.
    rewrite /mean0 -ExZ; last exact: tame_integ_section.
    by apply: eq_Ex => x; rewrite rcons0S.
  pose DF v : 'rV[R]_n := \row_j mean0 (fun u => DX u 0 (lift ord0 j)) v.
  have e2 v : mean0 (fun u => DX u 0 (lift ord0 j)) v = DF v 0 j by rewrite mxE.
  rewrite (eq_Ex _ e1) (eq_Ex _ e2); apply: IH => [v w||k].
  - pose T x : 'rV[R]_n := \row_j DX (rcons0 x v) 0 (lift ord0 j).
    have iT : integV gauss1 T.
      move=> k; apply: (eq_integ (X := fun x => DX (rcons0 x v) 0 (lift ord0 k))) => [x|].
        by rewrite mxE.
      by apply: (@tame_integ_section _ (fun u => DX u 0 (lift ord0 k))).
    have eD : dot (DF v) (w - v) = Ex gauss1 (fun x => dot (w - v) (T x)).
      rewrite Ex_dot // dotC; congr (dot _ _); apply/rowP => k; rewrite !mxE.
      by apply: eq_Ex => x; rewrite mxE.
    have iX y := @tame_integ_section _ X y tX; have iD := integ_dot (w - v) iT.
    have iB : integ gauss1 (fun x => X (rcons0 x w) - X (rcons0 x v)) by exact: integB.
    have iA : integ gauss1 (fun x => X (rcons0 x w) - X (rcons0 x v) - dot (w - v) (T x)).
      exact: integB.
    rewrite eD /mean0 -ExB // -ExB //.
    have b x := q (rcons0 x v) (rcons0 x w).
    have bx x : - (K * nsq (w - v)) <= X (rcons0 x w) - X (rcons0 x v) - dot (w - v) (T x)
        <= K * nsq (w - v).
      have := b x; rewrite rcons0B subrr dot_rcons0r nsq_rcons0 expr0n mulr0 !add0r.
      by rewrite (dotC (w - v)).
    apply/andP; split.
      rewrite -(Ex_cst gauss1 (- _)); apply: Ex_le => // [|x]; first exact: integ_cst.
      by have /andP[] := bx x.
    rewrite -(Ex_cst gauss1 (K * _)); apply: Ex_le => // [|x]; first exact: integ_cst.
    by have /andP[] := bx x.
  - exact: tame_mean0.
  - apply: eq_tame (tame_mean0 (tD (lift ord0 k))) => v; by rewrite mxE.
apply: eq_Ex => v; rewrite /mean0.
under eq_Ex do rewrite rcons00.
apply: (@gauss_stein_quadratic (fun x => X (rcons0 x v)) (fun x => DX (rcons0 x v) 0 ord0) K).
- exact/RleP.
- move=> x y; have := q (rcons0 x v) (rcons0 y v).
  rewrite rcons0B subrr dot_rcons0r nsq_rcons0 nsq0 addr0 (dotC _ 0) dot0l addr0 => /andP[h1 h2].
  by apply: Rabs_le; split; [move/RleP: h1|move/RleP: h2]; rewrite RpowE.
- by apply: tame_line_const; exact: tame_section.
- by apply: tame_line_const; exact: (@tame_section _ (fun u => DX u 0 ord0)).
- apply: (@tame_line_const (fun x => x * X (rcons0 x v))).
  by apply: tameM; [exact: tame_coord|exact: tame_section].
Qed.

(* ---- moments *)
Lemma natS n : n.+1%:R = n%:R + 1 :> R. Proof. by rewrite -addn1 natrD. Qed.

Lemma rcons0_ex n (a : 'rV[R]_n.+1) : exists x (v : 'rV[R]_n), a = rcons0 x v.
Proof. by exists (a 0 ord0), (\row_j a 0 (lift ord0 j)); exact: rcons0P. Qed.

Lemma gauss1_integ_pow k : integ gauss1 (fun x => x ^+ k).
Proof.
by apply: (tame_line_gauss1 (h := fun x => x ^+ k)); apply: tameX; exact: tame_coord.
Qed.

Lemma gauss1_pow k : Ex gauss1 (fun x => x ^+ k.+2) = k.+1%:R * Ex gauss1 (fun x => x ^+ k).
Proof.
have e m : Ex gauss1 (fun x => x ^+ m) = gauss_mean (fun x => pow x m).
  by apply: eq_Ex => x; rewrite RpowE.
by rewrite !e gauss_mean_pow -INRE.
Qed.

Lemma gauss1_pow0 : Ex gauss1 (fun x => x ^+ 0) = 1.
Proof. by under eq_Ex do rewrite expr0; rewrite Ex_cst. Qed.

Lemma gauss1_pow1 : Ex gauss1 (fun x => x ^+ 1) = 0.
Proof. by under eq_Ex do rewrite expr1; exact: gauss_mean_x. Qed.

Lemma Ex_gauss1_poly c0 c1 c2 c3 c4 c5 c6 :
  Ex gauss1 (fun x => c0 * x ^+ 0 + (c1 * x ^+ 1 + (c2 * x ^+ 2 + (c3 * x ^+ 3
     + (c4 * x ^+ 4 + (c5 * x ^+ 5 + c6 * x ^+ 6))))))
  = c0 + c2 + 3%:R * c4 + 15%:R * c6.
Proof.
have i c k : integ gauss1 (fun x => c * x ^+ k) by apply: integZ; exact: gauss1_integ_pow.
do 6 (rewrite ExD; [|exact: i|by do ?apply: integD; exact: i]).
rewrite !ExZ; do ?exact: gauss1_integ_pow.
by rewrite !gauss1_pow gauss1_pow0 gauss1_pow1; rring.
Qed.


Ltac tame_tac := by do ?[exact: tame_cst | exact: tame_dot | exact: tame_nsq | exact: tame_coord
  | apply: tameD | apply: tameM | apply: tameX | apply: tameN].

(* every polynomial in x whose coefficients depend on v is integrated by Ex_gauss1_poly *)
Lemma gauss_dot n (a : 'rV[R]_n) : Ex (gauss n) (fun u => dot a u) = 0.
Proof.
elim: n a => [|n IH] a; first by rewrite /= /dot big_ord0.
have [a0 [a' ->]] := rcons0_ex a.
rewrite Ex_gaussS -[RHS](IH a'); apply: eq_Ex => v; rewrite /mean0.
transitivity (Ex gauss1 (fun x => dot a' v * x ^+ 0 + (a0 * x ^+ 1 + (0 * x ^+ 2 + (0 * x ^+ 3
     + (0 * x ^+ 4 + (0 * x ^+ 5 + 0 * x ^+ 6))))))).
  by apply: eq_Ex => x; rewrite dot_rcons0; rring.
by rewrite Ex_gauss1_poly; rring.
Qed.

Lemma gauss_dot2 n (a c : 'rV[R]_n) : Ex (gauss n) (fun u => dot a u * dot c u) = dot a c.
Proof.
elim: n a c => [|n IH] a c; first by rewrite /= /dot !big_ord0 mulr0.
have [a0 [a' ->]] := rcons0_ex a; have [c0 [c' ->]] := rcons0_ex c.
rewrite Ex_gaussS dot_rcons0 -(IH a' c').
rewrite -(Ex_cst (gauss n) (a0 * c0)) -ExD; [|exact: integ_cst|apply: gauss_integ; tame_tac].
apply: eq_Ex => v; rewrite /mean0.
transitivity (Ex gauss1 (fun x => dot a' v * dot c' v * x ^+ 0
  + ((a0 * dot c' v + c0 * dot a' v) * x ^+ 1 + (a0 * c0 * x ^+ 2 + (0 * x ^+ 3
     + (0 * x ^+ 4 + (0 * x ^+ 5 + 0 * x ^+ 6))))))).
  by apply: eq_Ex => x; rewrite !dot_rcons0; rring.
by rewrite Ex_gauss1_poly; rring.
Qed.

Lemma gauss_nsq n : Ex (gauss n) (fun u => nsq u) = n%:R.
Proof.
elim: n => [|n IH]; first by rewrite /= /nsq /dot big_ord0.
rewrite Ex_gaussS (natS n) -IH -[1 in RHS](Ex_cst (gauss n)) -ExD;
  [|apply: gauss_integ; tame_tac|exact: integ_cst].
apply: eq_Ex => v; rewrite /mean0.
transitivity (Ex gauss1 (fun x => nsq v * x ^+ 0 + (0 * x ^+ 1 + (1 * x ^+ 2 + (0 * x ^+ 3
     + (0 * x ^+ 4 + (0 * x ^+ 5 + 0 * x ^+ 6))))))).
  by apply: eq_Ex => x; rewrite nsq_rcons0; rring.
by rewrite Ex_gauss1_poly; rring.
Qed.

Lemma gauss_nsq2 n : Ex (gauss n) (fun u => nsq u ^+ 2) = n%:R * (n%:R + 2%:R).
Proof.
elim: n => [|n IH]; first by rewrite /= /nsq /dot big_ord0 expr0n mul0r.
rewrite Ex_gaussS.
have -> : Ex (gauss n) (mean0 (fun u => nsq u ^+ 2)) =
   Ex (gauss n) (fun v => nsq v ^+ 2 + (2%:R * nsq v + 3%:R)).
  apply: eq_Ex => v; rewrite /mean0.
  transitivity (Ex gauss1 (fun x => nsq v ^+ 2 * x ^+ 0 + (0 * x ^+ 1 + (2%:R * nsq v * x ^+ 2
     + (0 * x ^+ 3 + (1 * x ^+ 4 + (0 * x ^+ 5 + 0 * x ^+ 6))))))).
    by apply: eq_Ex => x; rewrite nsq_rcons0; rring.
  by rewrite Ex_gauss1_poly; rring.
have i1 := gauss_integ (@tame_nsq n); have i2 := gauss_integ (tameX 2 (@tame_nsq n)).
rewrite ExD ?ExD ?ExZ ?Ex_cst ?IH ?gauss_nsq //; try by [exact: integ_cst|exact: integZ].
  by rewrite (natS n); move: (n%:R) => d; rring.
by apply: integD; [exact: integZ|exact: integ_cst].
Qed.

Lemma gauss_nsq3 n : Ex (gauss n) (fun u => nsq u ^+ 3) = n%:R * (n%:R + 2%:R) * (n%:R + 4%:R).
Proof.
elim: n => [|n IH]; first by rewrite /= /nsq /dot big_ord0 expr0n !mul0r.
rewrite Ex_gaussS.
have -> : Ex (gauss n) (mean0 (fun u => nsq u ^+ 3)) =
   Ex (gauss n) (fun v => nsq v ^+ 3 + (3%:R * nsq v ^+ 2 + (9%:R * nsq v + 15%:R))).
  apply: eq_Ex => v; rewrite /mean0.
  transitivity (Ex gauss1 (fun x => nsq v ^+ 3 * x ^+ 0 + (0 * x ^+ 1
     + (3%:R * nsq v ^+ 2 * x ^+ 2 + (0 * x ^+ 3 + (3%:R * nsq v * x ^+ 4
     + (0 * x ^+ 5 + 1 * x ^+ 6))))))).
    by apply: eq_Ex => x; rewrite nsq_rcons0; rring.
  by rewrite Ex_gauss1_poly; rring.
have i1 := gauss_integ (@tame_nsq n); have i2 := gauss_integ (tameX 2 (@tame_nsq n)).
have i3 := gauss_integ (tameX 3 (@tame_nsq n)).
have j0 : integ (gauss n) (fun v => 9%:R * nsq v + 15%:R).
  by apply: integD; [exact: integZ|exact: integ_cst].
rewrite ExD // ?ExD // ?ExD // ?ExZ // ?Ex_cst ?IH ?gauss_nsq ?gauss_nsq2;
  try by [exact: integ_cst|exact: integZ].
  by rewrite (natS n); move: (n%:R) => d; rring.
by apply: integD => //; exact: integZ.
Qed.

Lemma gauss_dot2nsq n (a : 'rV[R]_n) :
  Ex (gauss n) (fun u => dot a u ^+ 2 * nsq u) = (n%:R + 2%:R) * nsq a.
Proof.
elim: n a => [|n IH] a; first by rewrite /= /nsq /dot !big_ord0 !mulr0.
have [a0 [a' ->]] := rcons0_ex a; rewrite Ex_gaussS nsq_rcons0.
have -> : Ex (gauss n) (mean0 (fun u => dot (rcons0 a0 a') u ^+ 2 * nsq u)) =
   Ex (gauss n) (fun v => dot a' v ^+ 2 * nsq v
     + (a0 ^+ 2 * nsq v + (dot a' v ^+ 2 + 3%:R * a0 ^+ 2))).
  apply: eq_Ex => v; rewrite /mean0.
  transitivity (Ex gauss1 (fun x => dot a' v ^+ 2 * nsq v * x ^+ 0
     + (2%:R * a0 * dot a' v * nsq v * x ^+ 1
     + ((a0 ^+ 2 * nsq v + dot a' v ^+ 2) * x ^+ 2 + (2%:R * a0 * dot a' v * x ^+ 3
     + (a0 ^+ 2 * x ^+ 4 + (0 * x ^+ 5 + 0 * x ^+ 6))))))).
    by apply: eq_Ex => x; rewrite dot_rcons0 nsq_rcons0; rring.
  by rewrite Ex_gauss1_poly; rring.
have i1 := gauss_integ (@tame_nsq n); have i2 := gauss_integ (tameX 2 (tame_dot a')).
have i3 : integ (gauss n) (fun v => dot a' v ^+ 2 * nsq v) by apply: gauss_integ; tame_tac.
have e2 : Ex (gauss n) (fun v => dot a' v ^+ 2) = nsq a'.
  by rewrite /nsq -gauss_dot2; apply: eq_Ex => v; rewrite expr2.
have j0 : integ (gauss n) (fun v => dot a' v ^+ 2 + 3%:R * a0 ^+ 2).
  by apply: integD => //; exact: integ_cst.
rewrite ExD // ?ExD // ?ExD // ?ExZ // ?Ex_cst ?IH ?gauss_nsq ?e2;
  try by [exact: integ_cst|exact: integZ].
  by rewrite (natS n); move: (n%:R) (nsq a') => d q; rring.
by apply: integD => //; exact: integZ.
Qed.
